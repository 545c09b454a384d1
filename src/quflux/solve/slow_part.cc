#include "quflux/solve/slow_part.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "quflux/core/parallel.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

// Coherences that turn faster than this many of the largest rate do not mix with slow ones.
constexpr double kFast = 100;

bool is_population(const BlockElement& e) { return e.row == e.column; }

// rho'_ab = f rho_cd + g rho_dc, with the numbers that stand for rho_ab at `to`, for rho_cd at
// `from`.
void add_coupling(const BlockElement& target, Index to, const BlockElement& source, Index from,
                  Complex f, Complex g, RealMatrix& m) {
  const Complex sum = f + g;
  const Complex difference = f - g;
  if (is_population(target) && is_population(source)) {
    m(to, from) += f.real();
  } else if (is_population(target)) {
    m(to, from) += sum.real() / std::numbers::sqrt2;
    m(to, from + 1) -= difference.imag() / std::numbers::sqrt2;
  } else if (is_population(source)) {
    m(to, from) += std::numbers::sqrt2 * f.real();
    m(to + 1, from) += std::numbers::sqrt2 * f.imag();
  } else {
    m(to, from) += sum.real();
    m(to, from + 1) -= difference.imag();
    m(to + 1, from) += sum.imag();
    m(to + 1, from + 1) += difference.real();
  }
}

template <class Scalar>
class SlowPart {
 public:
  using Jump = typename BlockGenerator<Scalar>::Jump;

  SlowPart(const BlockGenerator<Scalar>& generator, const SlowElements& elements, Index size)
      : generator_(generator), elements_(elements), matrix_(RealMatrix::Zero(size, size)) {}

  RealMatrix fill() {
    for (const Jump& jump : generator_.jumps()) add_jump(jump);
    for (std::size_t c = 0; c < elements_.size(); ++c) add_escape(static_cast<Index>(c));
    for (const auto& bath : generator_.rates()) {
      for (const auto& r : bath) matrix_(population(r.to), population(r.from)) += r.rate;
    }
    return std::move(matrix_);
  }

 private:
  const std::vector<SlowElement>& of(Index c) const {
    return elements_[static_cast<std::size_t>(c)];
  }

  Index population(Index single) const { return of(single).front().at; }

  void add_jump(const Jump& jump) {
    const auto& sources = of(jump.from);
    const auto& targets = of(jump.to);
    using Block = typename BlockGenerator<Scalar>::Block;
    const auto whole = [&](const Block& part) {
      Block all =
          Block::Zero(generator_.escape(jump.to).rows(), generator_.escape(jump.from).rows());
      all(jump.rows, jump.columns) = part;
      return all;
    };
    const Block a_all = whole(jump.a);
    const Block b_all = whole(jump.b);
    const auto f = [&](Index a, Index b, Index c, Index d) {
      return Complex(a_all(a, c)) * std::conj(Complex(b_all(b, d))) +
             Complex(b_all(a, c)) * std::conj(Complex(a_all(b, d)));
    };
    parallel_for(sources.size(), 64, [&](std::size_t first, std::size_t last) {
      for (std::size_t k = first; k < last; ++k) {
        const auto& [source, from] = sources[k];
        for (const auto& [target, to] : targets) {
          const Index a = target.row;
          const Index b = target.column;
          add_coupling(target, to, source, from, f(a, b, source.row, source.column),
                       f(a, b, source.column, source.row), matrix_);
        }
      }
    });
  }

  // -(B^+ A + i H) rho + h.c.
  void add_escape(Index c) {
    const auto& escape = generator_.escape(c);
    const auto f = [&](Index a, Index b, Index from_row, Index from_column) {
      Complex sum = 0;
      if (b == from_column) sum -= Complex(escape(a, from_row));
      if (a == from_row) sum -= std::conj(Complex(escape(b, from_column)));
      return sum;
    };
    const auto& elements = of(c);
    for (const auto& [source, from] : elements) {
      for (const auto& [target, to] : elements) {
        const Index a = target.row;
        const Index b = target.column;
        if (a != source.row && a != source.column && b != source.row && b != source.column) {
          continue;
        }
        Complex own = f(a, b, source.row, source.column);
        if (a == source.row && b == source.column) {
          own -= Complex(0, generator_.frequency(target));
        }
        add_coupling(target, to, source, from, own, f(a, b, source.column, source.row), matrix_);
      }
    }
  }

  const BlockGenerator<Scalar>& generator_;
  const SlowElements& elements_;
  RealMatrix matrix_;
};

}  // namespace

template <class Scalar>
SlowChoice choose_slow(const BlockGenerator<Scalar>& generator, Index most,
                       const std::function<double(const BlockElement&)>& speed) {
  const auto count = static_cast<Index>(generator.classes().size());
  Index states = 0;
  for (Index c = 0; c < count; ++c) states += generator.escape(c).rows();
  const auto for_each_coherence = [&](const auto& use) {
    for (Index c = 0; c < count; ++c) {
      const Index d = generator.escape(c).rows();
      for (Index j = 0; j < d; ++j) {
        for (Index i = j + 1; i < d; ++i) use(BlockElement{c, i, j});
      }
    }
  };
  const bool all = generator.size() <= most;
  double limit = kFast * generator.fastest_rate();
  if (!all) {
    std::vector<double> speeds;
    for_each_coherence([&](const BlockElement& e) {
      if (const double w = speed(e); w < limit) speeds.push_back(w);
    });
    const auto places = static_cast<std::size_t>(std::max(most - states, Index{0}) / 2);
    if (places < speeds.size()) {
      const auto nth = speeds.begin() + static_cast<std::ptrdiff_t>(places);
      std::ranges::nth_element(speeds, nth);
      limit = *nth * (1 - 1e-9);
    }
  }
  SlowChoice choice{SlowElements(generator.classes().size()), {}, states, {}};
  const auto add_slow = [&](const BlockElement& e) {
    choice.elements[static_cast<std::size_t>(e.state_class)].push_back(
        {e, static_cast<Index>(choice.numbers.size())});
  };
  const auto at = [&](const BlockElement& e) {
    return generator.block_begin(e.state_class) +
           e.column * generator.escape(e.state_class).rows() + e.row;
  };
  for (Index c = 0; c < count; ++c) {
    for (Index i = 0; i < generator.escape(c).rows(); ++i) {
      add_slow({c, i, i});
      choice.numbers.push_back(at({c, i, i}));
    }
  }
  for_each_coherence([&](const BlockElement& e) {
    const Index real = at(e);
    const Index imaginary = at({e.state_class, e.column, e.row});
    if (all || speed(e) < limit) {
      add_slow(e);
      choice.numbers.push_back(real);
      choice.numbers.push_back(imaginary);
    } else {
      choice.fast.push_back({e, real, imaginary});
    }
  });
  return choice;
}

template <class Scalar>
RealMatrix slow_part(const BlockGenerator<Scalar>& generator, const SlowElements& elements,
                     Index size) {
  return SlowPart<Scalar>(generator, elements, size).fill();
}

template <class Scalar>
OwnElements<Scalar>::OwnElements(const BlockGenerator<Scalar>& generator)
    : generator_(generator), within_(generator.classes().size()) {
  for (const auto& jump : generator.jumps()) {
    if (jump.from == jump.to && generator.is_whole(jump)) {
      within_[static_cast<std::size_t>(jump.from)].push_back(&jump);
    }
  }
}

// (B^+ A)_aa + c.c. less what comes back.
template <class Scalar>
Complex OwnElements<Scalar>::operator()(const BlockElement& e) const {
  const auto& escape = generator_.escape(e.state_class);
  Complex sum = -Complex(escape(e.row, e.row)) - std::conj(Complex(escape(e.column, e.column)));
  for (const auto* jump : within_[static_cast<std::size_t>(e.state_class)]) {
    sum += Complex(jump->a(e.row, e.row)) * std::conj(Complex(jump->b(e.column, e.column))) +
           Complex(jump->b(e.row, e.row)) * std::conj(Complex(jump->a(e.column, e.column)));
  }
  return sum - Complex(0, generator_.frequency(e));
}

template SlowChoice choose_slow(const BlockGenerator<double>&, Index,
                                const std::function<double(const BlockElement&)>&);
template SlowChoice choose_slow(const BlockGenerator<Complex>&, Index,
                                const std::function<double(const BlockElement&)>&);
template RealMatrix slow_part(const BlockGenerator<double>&, const SlowElements&, Index);
template RealMatrix slow_part(const BlockGenerator<Complex>&, const SlowElements&, Index);
template class OwnElements<double>;
template class OwnElements<Complex>;

}  // namespace quflux::inline solve
