#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "quflux/cli/paper_layout.h"

namespace quflux {

/// A claim and what came out.
struct ClaimResult {
  PaperClaim claim;
  double measured;
  bool pass;  ///< |measured - expected| <= tolerance
};

/// Measures all claims that belong to the given figures or to none. Throws Error when a claim names
/// a measure, an equation or a model that does not exist.
std::vector<ClaimResult> check_claims(const PaperFolder& folder, const std::set<int>& figures);

/// The results as a table for the terminal.
std::string claims_table(const std::vector<ClaimResult>& results);

/// Writes the results as a JSON list of {claim, expected, measured, tolerance, pass}.
void write_claims(const std::vector<ClaimResult>& results, const std::filesystem::path& path);

}  // namespace quflux
