#include "quflux/solve/steady_state.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include "quflux/core/error.h"

namespace quflux {

namespace {

using Indices = std::vector<Eigen::Index>;

// A second stationary state makes the scaled system singular to rounding; the slowest ratio of
// rates that double precision can still tell from none is about this.
constexpr double kSingular = 1e-14;

// Rows whose entries are below this fraction of the largest rate are rounding, not rates, and are
// not scaled up.
constexpr double kNoise = 1e-13;

double largest_rate(const Generator& generator) {
  double rate = 0;
  for (const Dissipator& dissipator : generator.dissipators) {
    for (const DissipatorTerm& term : dissipator.terms) {
      rate = std::max(rate, term.a.cwiseAbs().maxCoeff() * term.b.cwiseAbs().maxCoeff());
    }
  }
  return rate;
}

// Sets of matrix elements rho_ab that the generator connects. Symmetries of the model (a conserved
// number of excitations, parity) and secular approximations split them, which makes large systems
// much cheaper to solve.
std::vector<Indices> sectors(const Matrix& superop) {
  Indices parent(static_cast<std::size_t>(superop.rows()));
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](Eigen::Index i) {
    while (parent[static_cast<std::size_t>(i)] != i) {
      i = parent[static_cast<std::size_t>(i)] =
          parent[static_cast<std::size_t>(parent[static_cast<std::size_t>(i)])];
    }
    return i;
  };
  for (Eigen::Index column = 0; column < superop.cols(); ++column) {
    for (Eigen::Index row = 0; row < superop.rows(); ++row) {
      if (superop(row, column) != Complex(0)) {
        parent[static_cast<std::size_t>(root(row))] = root(column);
      }
    }
  }
  std::map<Eigen::Index, Indices> by_root;
  for (Eigen::Index i = 0; i < superop.rows(); ++i) {
    by_root[root(i)].push_back(i);
  }
  std::vector<Indices> result;
  result.reserve(by_root.size());
  for (auto& [r, members] : by_root) {
    result.push_back(std::move(members));
  }
  return result;
}

[[noreturn]] void throw_not_unique(const std::string& why) {
  throw Error("the stationary state is not unique: " + why);
}

// Solves system x = source, both in scaled rows. Throws Error when the system is singular.
Vector solve_regular(const Matrix& system, const Vector& source) {
  const Eigen::PartialPivLU<Matrix> lu(system);
  // Eigen's estimate of the condition is meaningless when a pivot is exactly zero.
  const double smallest_pivot = lu.matrixLU().diagonal().cwiseAbs().minCoeff();
  const double condition = smallest_pivot > kSingular ? lu.rcond() : smallest_pivot;
  if (!(condition > kSingular)) {
    throw_not_unique(fmt::format(
        "some part of the system is not connected to any bath (reciprocal condition number {:.1e})",
        condition));
  }
  Vector x = lu.solve(source);
  x += lu.solve(source - system * x);
  return x;
}

}  // namespace

Matrix steady_state(const Generator& generator) {
  const Eigen::Index d = generator.energies.size();
  const double rate = largest_rate(generator);
  if (d == 1) {
    return Matrix::Identity(1, 1);
  }
  if (rate == 0) throw_not_unique("no bath acts on the system");

  const Matrix superop = superoperator(generator);
  const auto is_population = [d](Eigen::Index i) { return i % (d + 1) == 0; };
  Vector rho = Vector::Zero(d * d);
  bool solved = false;
  for (const Indices& sector : sectors(superop)) {
    Matrix system = superop(sector, sector);
    // In the energy basis the rows of populations hold rates only, those of coherences energies
    // too. Scaling row by row keeps small populations as accurate as large ones.
    for (auto row : system.rowwise()) {
      row /= std::max(row.cwiseAbs().maxCoeff(), kNoise * rate);
    }
    const auto population = std::ranges::find_if(sector, is_population);
    if (population == sector.end()) {  // coherences alone: they must decay
      solve_regular(system, Vector::Zero(system.rows()));
      continue;
    }
    if (solved) throw_not_unique("the populations fall into parts that do not exchange anything");
    solved = true;
    // The equation for one population follows from the others; the trace takes its place.
    const auto replaced = static_cast<Eigen::Index>(population - sector.begin());
    Vector source = Vector::Zero(system.rows());
    source(replaced) = 1;
    for (std::size_t i = 0; i < sector.size(); ++i) {
      system(replaced, static_cast<Eigen::Index>(i)) = is_population(sector[i]) ? 1 : 0;
    }
    rho(sector) = solve_regular(system, source);
  }

  const Matrix state = rho.reshaped(d, d);
  const Matrix hermitian = (state + state.adjoint()) / 2;
  return from_energy_basis(generator, hermitian / hermitian.trace().real());
}

double min_eigenvalue(const Matrix& rho) {
  return Eigen::SelfAdjointEigenSolver<Matrix>(rho, Eigen::EigenvaluesOnly).eigenvalues()(0);
}

double purity(const Matrix& rho) { return rho.squaredNorm(); }

}  // namespace quflux
