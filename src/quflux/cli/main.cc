#include "quflux/cli/command_line.h"

int main(int argc, char** argv) { return quflux::run_command_line(argc, argv); }
