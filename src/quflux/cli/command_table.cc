#include "quflux/cli/command_table.h"

#include <algorithm>
#include <array>

namespace quflux::inline cli {

namespace {

constexpr std::string_view kBegin = "Begin";
constexpr std::string_view kCompute = "Compute";
constexpr std::string_view kJudge = "Judge";
constexpr std::string_view kUnderstand = "Understand";
constexpr std::string_view kProgram = "This program";

constexpr std::array kTable{
    CommandRow{"new", kBegin, "write a commented model file to begin with"},
    CommandRow{"examples", kBegin, "list models with real physics, or copy them"},
    CommandRow{"check", kBegin, "say in words what a model file means, and which equation holds"},
    CommandRow{"run", kCompute, "stationary states and energy flows, at every point of a sweep"},
    CommandRow{"evolve", kCompute,
               "states and energy flows in time, along drives, in limit cycles"},
    CommandRow{"merge", kCompute, "join the parts of a sweep that ran on many machines"},
    CommandRow{"map", kCompute, "write the model with modes in the place of its baths"},
    CommandRow{"audit", kJudge, "say of every number of every equation whether to believe it"},
    CommandRow{"grade", kJudge, "compare every equation with the exact flows"},
    CommandRow{"transition", kUnderstand, "exceptional points: where coupling becomes strong"},
    CommandRow{"eigenvalues", kUnderstand, "eigenvalues along a parameter, branch by branch"},
    CommandRow{"response", kUnderstand, "derivatives of the flows by every number of the model"},
    CommandRow{"explore", kUnderstand,
               "write a page for the browser, which computes while one moves it"},
    CommandRow{"completion", kProgram, "completion of its command line for bash, zsh or fish"},
    CommandRow{"manual", kProgram, "its manual pages"},
};

}  // namespace

std::span<const CommandRow> command_table() { return kTable; }

const CommandRow& command_row(std::string_view name) {
  return *std::ranges::find(kTable, name, &CommandRow::name);
}

}  // namespace quflux::inline cli
