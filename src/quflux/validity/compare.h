#pragma once

#include <list>
#include <optional>
#include <string>
#include <vector>

#include "quflux/study/plan.h"
#include "quflux/validity/judge.h"

namespace quflux::inline validity {

/// The stationary state of an equation at the numbers of a model: flows, and occupations where its
/// road is one by modes, otherwise the density matrix.
struct Stationary {
  Answer answer;
  std::string obstacle;    ///< why there is none; empty: there is one
  bool too_large = false;  ///< whether that is for the time it would take alone
};

/// The flows of an equation beside those of one that it approximates.
struct Comparison {
  Equation reference;
  std::string obstacle = {};  ///< why they are not compared; empty: they are
  double difference = 0;      ///< flow_difference(); infinite where the reference has
                              ///< none
  std::optional<Verdict> verdict = std::nullopt;  ///< none where neither has flows, too
  std::vector<std::string> without = {};          ///< unlike_options() that neither has
};

/// Stationary states of the equations of a study and of those that they approximate, each solved
/// once and only where that does not take long.
class Comparer {
 public:
  /// Flows far below `largest_feed` are rounding. All must outlive the comparer.
  Comparer(const Study& study, const Plan& plan, double largest_feed,
           const EquationTable& table = equations());

  /// Of an equation by its place in the study.
  const Stationary& stationary(std::size_t equation);

  /// With the row that the equation approximates, solved alike and with the same options, then with
  /// the one that this row approximates, and so on. Options of all equations that the equation does
  /// not know are left out of both.
  std::vector<Comparison> compare(std::size_t equation);

 private:
  struct Solved {
    std::string kind;
    Options options;
    bool by_modes;
    Stationary stationary;
  };

  bool by_modes(std::size_t equation) const;
  Equation reference(const EquationKind& kind, const Equation& equation) const;
  const Stationary& solved(const Equation& equation, bool by_modes);
  Comparison compare(const Answer& answer, const Equation& reference, bool by_modes);

  const Study& study_;
  const Plan& plan_;
  double rounding_;
  const EquationTable& table_;
  std::list<Solved> solved_;
};

}  // namespace quflux::inline validity
