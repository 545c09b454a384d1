#include "exports.h"
