#include "quflux/cli/paper.h"

#include <algorithm>
#include <filesystem>
#include <future>
#include <set>

#include <fmt/core.h>

#include "quflux/cli/paper_claims.h"
#include "quflux/cli/paper_figures.h"
#include "quflux/core/error.h"
#include "quflux/figure/gnuplot.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/netcdf.h"
#include "quflux/report/progress.h"

namespace quflux {

const char* const PaperCommand::kHelp =
    "Compute, draw and check the figures of Vovcenko et al. (2022): two coupled two-level atoms\n"
    "between a cold and a hot reservoir, in the local, global and partial secular approach.\n"
    "\n"
    "For each figure N it writes figN.nc (the data), figN.png, figN.svg and figN.gp (the gnuplot\n"
    "script that draws them), then measures every claim of the paper and writes claims.json.\n"
    "Exit status: 0 when all claims pass, 1 when one fails, 2 when it could not run.\n";

const char* const PaperCommand::kExamples =
    "Examples:\n"
    "  quflux paper                      all figures, into ./paper_out\n"
    "  quflux paper --figure 2 --figure 4 --out maps\n"
    "  quflux paper --models my_paper    your own copy of the folder paper/, changed\n";

namespace {

constexpr int kClaimFailed = 1;

// The figures asked for, all of them when none was.
std::vector<PaperFigure> selected(const std::vector<PaperFigure>& all,
                                  const std::vector<int>& wanted) {
  if (wanted.empty()) return all;
  std::vector<PaperFigure> result;
  for (const int number : std::set<int>(wanted.begin(), wanted.end())) {
    const auto found = std::ranges::find(all, number, &PaperFigure::number);
    if (found == all.end()) {
      std::string numbers;
      for (const PaperFigure& figure : all) {
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(figure.number);
      }
      throw Error(fmt::format("--figure is {}; allowed are {}", number, numbers));
    }
    result.push_back(*found);
  }
  return result;
}

// Writes data and figures; the claims are measured while gnuplot draws.
std::vector<ClaimResult> compute_and_draw(const PaperFolder& folder,
                                          const std::vector<PaperFigure>& figures,
                                          const std::filesystem::path& out) {
  Progress progress("figures", figures.size());
  std::vector<std::future<void>> drawings;
  std::set<int> numbers;
  for (const PaperFigure& layout : figures) {
    PaperResult result = compute_figure(folder, layout);
    write_netcdf(result.dataset, out / (result.figure.name + ".nc"));
    drawings.push_back(
        std::async(std::launch::async, [&progress, &out, figure = std::move(result.figure)] {
          write_figure(figure, out);
          progress.advance();
        }));
    numbers.insert(layout.number);
  }
  std::vector<ClaimResult> claims = check_claims(folder, numbers);
  for (std::future<void>& drawing : drawings) {
    drawing.get();
  }
  return claims;
}

}  // namespace

int run_paper(const PaperCommand& command) {
  const PaperFolder folder(command.models);
  const std::vector<PaperFigure> figures = selected(folder.figures(), command.figures);
  const std::filesystem::path out = command.out;
  ensure_directory(out);

  const std::vector<ClaimResult> claims = compute_and_draw(folder, figures, out);
  fmt::print("{}", claims_table(claims));
  write_claims(claims, out / "claims.json");
  const auto failed = std::ranges::count(claims, false, &ClaimResult::pass);
  fmt::print("{} of {} claims pass; figures and data are in {}\n",
             static_cast<std::ptrdiff_t>(claims.size()) - failed, claims.size(), out.string());
  return failed == 0 ? 0 : kClaimFailed;
}

}  // namespace quflux
