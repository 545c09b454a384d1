#include "quflux/mapping/surrogate.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <string>

#include "quflux/core/error.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/mapping/coupled_share.h"
#include "quflux/mapping/fit_band.h"
#include "quflux/model/check_model.h"
#include "quflux/model/system_builder.h"
#include "quflux/numerics/eigenbasis.h"
#include "quflux/numerics/least_squares.h"

namespace quflux::inline mapping {

namespace {

using Eigen::Index;

// Half the width of the lines of a mode.
double half_width(ModeKind kind, double rate) {
  return kind == ModeKind::two_level ? rate : rate / 2;
}

double lorentzian(double distance, double half) {
  return 2 * half / (distance * distance + half * half);
}

// The weights of the lines at w = frequency and -frequency.
std::pair<double, double> line_weights(ModeKind kind, double frequency, double temperature) {
  const double n = mode_occupation(kind, frequency, temperature);
  return {kind == ModeKind::two_level ? 1 - n : n + 1, n};
}

// The line of each mode at +- its frequency, of a half width.
template <class Line>
double sum_of_lines(ModeKind kind, std::span<const SurrogateMode> modes, double temperature,
                    double frequency, const Line& line) {
  double sum = 0;
  for (const SurrogateMode& mode : modes) {
    const auto [down, up] = line_weights(kind, mode.frequency, temperature);
    const double half = half_width(kind, mode.rate);
    sum += mode.coupling * mode.coupling *
           (down * line(frequency - mode.frequency, half) +
            up * line(frequency + mode.frequency, half));
  }
  return sum;
}

// What R(w) of modes is compared with.
struct Target {
  double frequency;
  double rate;
  double scale;  // an error of this size counts as one
};

constexpr int kPoints = 24;        // of each sign
constexpr double kUpwards = 0.01;  // of R(w), what R(-w) is fitted to at least

std::vector<Target> targets(const Reservoir& reservoir, ModeKind kind,
                            std::span<const double> transitions) {
  // Of a transition, over that of all other points together. Two-level modes are for weak coupling,
  // where transitions decide; bosons for strong coupling, where the whole of R(w) counts.
  const double importance = kind == ModeKind::two_level ? 5 : 0.5;
  const double end = fit_end(reservoir.spectral_density, transitions.back());
  std::vector<double> frequencies = highest_rows(reservoir.spectral_density, end, kPoints);
  for (int i = 1; i <= kPoints; ++i) frequencies.push_back(end * i / kPoints);
  for (const Peak& peak : peaks(reservoir.spectral_density)) {
    if (peak.width > end / kPoints) continue;
    for (const double widths : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
      frequencies.push_back(peak.frequency + widths * peak.width);
    }
  }
  std::vector<Target> result;
  double largest = 0;
  for (const double frequency : frequencies) {
    if (!is_known_at(reservoir.spectral_density, frequency)) continue;
    for (const double w : {frequency, -frequency}) {
      const auto rate = transition_rate(reservoir, w);
      if (!rate) continue;
      result.push_back({w, *rate, 0});
      largest = std::max(largest, *rate);
    }
  }
  for (Target& target : result) {
    target.scale = largest * std::sqrt(static_cast<double>(result.size()));
  }
  for (const double frequency : transitions) {
    for (const double w : {frequency, -frequency}) {
      const auto rate = transition_rate(reservoir, w);
      // Rates that are nothing beside the others count by those, and upwards by those downwards: no
      // line falls off like exp(-w/T).
      if (!rate) continue;
      const double least =
          std::max(1e-6 * largest, kUpwards * transition_rate(reservoir, frequency).value_or(0));
      result.push_back({w, *rate, std::max(*rate, least) / importance});
    }
  }
  return result;
}

// Half of a line that the frequencies of targets() still see: one between two of them could have
// any height, where the bath has nothing.
double least_half_width(const Reservoir& reservoir, double end) {
  double width = end / kPoints;
  for (const Peak& peak : peaks(reservoir.spectral_density))
    width = std::min(width, peak.width / 2);
  return width / 2;
}

// By the logarithms of frequency, rate beyond the least one and squared coupling.
std::vector<SurrogateMode> modes_of(const RealVector& x, std::size_t bath, double least_rate) {
  std::vector<SurrogateMode> modes;
  for (Index i = 0; i < x.size(); i += 3) {
    modes.push_back(
        {bath, std::exp(x(i)), std::exp(x(i + 2) / 2), least_rate + std::exp(x(i + 1))});
  }
  return modes;
}

std::string unused(std::string name, const Model& model) {
  while (std::ranges::any_of(model.sites, [&](const Site& s) { return s.name == name; })) {
    name += "_";
  }
  return name;
}

Matrix on_mode(const Matrix& op, Index before, Index behind) {
  return kron(kron(Matrix::Identity(before, before), op), Matrix::Identity(behind, behind));
}

// The jump operators of a mode and their rates.
struct Channel {
  std::string name;
  std::string site_operator;
  double rate;
};

std::vector<Channel> channels(ModeKind kind, const SurrogateMode& mode, double temperature) {
  const auto [down, up] = line_weights(kind, mode.frequency, temperature);
  if (kind == ModeKind::boson) {
    return {{"decay", "a", mode.rate * down}, {"heating", "ad", mode.rate * up}};
  }
  return {{"decay", "sm", mode.rate * down},
          {"heating", "sp", mode.rate * up},
          {"dephasing", "n", mode.rate}};
}

Site site_of(ModeKind kind, const std::string& name, double frequency, std::size_t levels) {
  if (kind == ModeKind::two_level) return {name, TwoLevel{frequency}};
  return {name, Oscillator{frequency, static_cast<double>(levels)}};
}

// A model given by matrices, with those of the modes beside them.
void enlarge_matrices(Model& model, const std::vector<Site>& sites,
                      const std::vector<ModelBath>& baths, std::span<const SurrogateMode> modes) {
  MatrixModel& matrices = *model.matrices;
  Index behind = 1;
  for (const Site& site : sites) behind *= level_count(site);
  const auto enlarged = [&](const Matrix& m) { return kron(m, Matrix::Identity(behind, behind)); };
  const Index d = matrices.hamiltonian.rows();
  Matrix of_modes = Matrix::Zero(d * behind, d * behind);
  Index before = 1;
  for (std::size_t k = 0; k < modes.size(); ++k) {
    const Index size = level_count(sites[k]);
    const Index rest = behind / before / size;
    of_modes += on_mode(site_hamiltonian(sites[k]), d * before, rest);
    of_modes += modes[k].coupling *
                kron(*baths[modes[k].bath].matrix, on_mode(position(size), before, rest));
    before *= size;
  }
  matrices.hamiltonian = enlarged(matrices.hamiltonian) + of_modes;
  matrices.uncoupled_hamiltonian.reset();
  for (MatrixTerm& term : matrices.terms) {
    term.matrix = enlarged(term.matrix);
    term.uncoupled = false;
  }
}

}  // namespace

double mode_occupation(ModeKind kind, double frequency, double temperature) {
  if (kind == ModeKind::boson) return occupation_number(frequency, temperature);
  return temperature > 0 ? 1 / (std::exp(frequency / temperature) + 1) : 0;
}

double surrogate_rate(ModeKind kind, std::span<const SurrogateMode> modes, double temperature,
                      double frequency) {
  return sum_of_lines(kind, modes, temperature, frequency, lorentzian);
}

double surrogate_shift(ModeKind kind, std::span<const SurrogateMode> modes, double temperature,
                       double frequency) {
  // Im 1/(half - i distance).
  const auto line = [](double distance, double half) {
    return distance / (distance * distance + half * half);
  };
  return sum_of_lines(kind, modes, temperature, frequency, line);
}

std::vector<SurrogateMode> modes_of(std::span<const SurrogateMode> modes, std::size_t bath) {
  std::vector<SurrogateMode> own;
  std::ranges::copy_if(modes, std::back_inserter(own),
                       [bath](const SurrogateMode& mode) { return mode.bath == bath; });
  return own;
}

SurrogateFit fit_surrogate(const Reservoir& reservoir, std::size_t bath, ModeKind kind,
                           std::size_t count, std::span<const double> transition_frequencies) {
  const std::vector<Target> wanted = targets(reservoir, kind, transition_frequencies);
  const double end = fit_end(reservoir.spectral_density, transition_frequencies.back());
  double mean = 0;
  for (const Target& target : wanted) {
    mean += target.rate / static_cast<double>(wanted.size());
  }
  if (!(mean > 0)) {
    SurrogateFit none{{}, 0};
    for (std::size_t k = 0; k < count; ++k) {
      none.modes.push_back({bath, transition_frequencies.back(), 0, transition_frequencies.back()});
    }
    return none;
  }
  const double least_rate =
      least_half_width(reservoir, end) * (kind == ModeKind::two_level ? 1 : 2);
  const auto errors = [&](const RealVector& x) {
    const std::vector<SurrogateMode> modes = modes_of(x, bath, least_rate);
    RealVector result(static_cast<Index>(wanted.size()));
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const double rate = surrogate_rate(kind, modes, reservoir.temperature, wanted[i].frequency);
      result(static_cast<Index>(i)) = (rate - wanted[i].rate) / wanted[i].scale;
    }
    return result;
  };
  // From modes that are spread over parts of the band.
  LeastSquares best{{}, std::numeric_limits<double>::infinity()};
  for (const double part : {0.2, 0.5, 1.0}) {
    for (const double width : {0.1, 0.3, 1.0}) {
      RealVector x(static_cast<Index>(3 * count));
      for (std::size_t k = 0; k < count; ++k) {
        const auto i = static_cast<Index>(3 * k);
        const double half = width * part * end;
        x(i) = std::log(part * end * static_cast<double>(k + 1) / static_cast<double>(count));
        x(i + 1) = std::log(half);
        x(i + 2) = std::log(mean * half);
      }
      LeastSquares found = least_squares(errors, std::move(x));
      if (found.cost < best.cost) best = std::move(found);
    }
  }
  SurrogateFit fit{modes_of(best.x, bath, least_rate), 0};
  fit.misfit = misfit(kind, fit.modes, reservoir, transition_frequencies);
  return fit;
}

double misfit(ModeKind kind, std::span<const SurrogateMode> modes, const Reservoir& reservoir,
              std::span<const double> transition_frequencies) {
  double most = 0;
  for (const double frequency : transition_frequencies) {
    const double down = transition_rate(reservoir, frequency).value_or(0);
    for (const double w : {frequency, -frequency}) {
      const auto rate = transition_rate(reservoir, w);
      const double scale = std::max(rate.value_or(0), kUpwards * down);
      if (!rate || !(scale > 0)) continue;
      const double found = surrogate_rate(kind, modes, reservoir.temperature, w);
      // Of a rate that is too small, the flow that it makes is too small a measure.
      const double low = w > 0 ? scale / std::max(found, std::numeric_limits<double>::min()) : 1;
      most = std::max({most, std::abs(found - *rate) / scale, low - 1});
    }
  }
  return most;
}

std::string surrogate_obstacle(const Model& model) {
  for (const ModelBath& bath : model.baths) {
    std::string reason = surrogate_obstacle(bath.spectral_density);
    if (!reason.empty()) return fmt::format("bath '{}': {}", bath.name, reason);
  }
  return "";
}

SurrogateFit fit_surrogates(const Model& model, ModeKind kind, std::size_t count) {
  if (std::string reason = surrogate_obstacle(model); !reason.empty()) throw NoAnswer(reason);
  const System system = to_system(model);
  SurrogateFit result{{}, 0};
  for (std::size_t j = 0; j < system.baths.size(); ++j) {
    const SystemBath& bath = system.baths[j];
    const std::vector<double> transitions = transition_frequencies(system, j);
    if (transitions.empty()) {
      throw NoAnswer(fmt::format(
          "bath '{}' drives no transition of the system, at which modes could be fitted to it",
          bath.name));
    }
    const SurrogateFit fit = fit_surrogate(bath.reservoir, j, kind, count, transitions);
    result.modes.insert(result.modes.end(), fit.modes.begin(), fit.modes.end());
    result.misfit = std::max(result.misfit, fit.misfit);
  }
  return result;
}

std::size_t usual_count(ModeKind kind) { return kind == ModeKind::two_level ? 2 : 1; }

std::size_t boson_levels(const SurrogateMode& mode, double temperature) {
  constexpr double kLeft = 1e-6;  // of the thermal population
  const double displacement = mode.coupling / mode.frequency;
  const double n = mode_occupation(ModeKind::boson, mode.frequency, temperature);
  const double thermal = n > 0 ? -std::log(kLeft) / std::log1p(1 / n) : 0;
  return static_cast<std::size_t>(
      std::ceil(4 + 3 * displacement * displacement + std::min(thermal, 1e6)));
}

std::vector<double> transition_frequencies(const System& system, std::size_t bath) {
  constexpr double kNoElement = 1e-10;
  constexpr double kSame = 1e-6;
  const Eigenbasis basis = eigenbasis(system.hamiltonian);
  const Matrix& coupling = system.baths[bath].coupling_operator;
  const Matrix s = basis.vectors.adjoint() * coupling * basis.vectors;
  std::vector<double> found;
  for (Index a = 0; a < s.rows(); ++a) {
    for (Index b = 0; b < a; ++b) {
      const double w = basis.energies(a) - basis.energies(b);
      if (w > 0 && std::abs(s(a, b)) > kNoElement * s.norm()) found.push_back(w);
    }
  }
  std::ranges::sort(found);
  std::vector<double> result;
  for (const double w : found) {
    if (result.empty() || w - result.back() > kSame * found.back()) result.push_back(w);
  }
  return result;
}

Model surrogate_model(const Model& model, ModeKind kind, std::span<const SurrogateMode> modes,
                      std::span<const std::size_t> levels) {
  Model result = model;
  result.baths.clear();
  std::vector<Site> sites;
  for (std::size_t k = 0; k < modes.size(); ++k) {
    const ModelBath& bath = model.baths[modes[k].bath];
    const std::string name = unused(fmt::format("{}_mode{}", bath.name, k + 1), model);
    const std::size_t count = kind == ModeKind::boson ? levels[k] : 2;
    sites.push_back(site_of(kind, name, modes[k].frequency, count));
  }
  if (result.matrices) {
    double d = static_cast<double>(result.matrices->hamiltonian.rows());
    for (const Site& site : sites) d *= static_cast<double>(level_count(site));
    if (d > static_cast<double>(kLargestDimension)) {
      throw Error(
          fmt::format("with its modes the Hilbert space has {:.0f} dimensions; at most {} "
                      "are allowed",
                      d, kLargestDimension));
    }
    enlarge_matrices(result, sites, model.baths, modes);
  } else {
    result.sites.insert(result.sites.end(), sites.begin(), sites.end());
    for (std::size_t k = 0; k < modes.size(); ++k) {
      int part = 0;
      for (const BathOperator& op : bath_operators(model.baths[modes[k].bath])) {
        const std::string suffix = ++part > 1 ? fmt::format("_{}", part) : "";
        result.couplings.push_back(
            {.name = sites[k].name + suffix,
             .kind = CouplingKind::operators,
             .sites = {},
             .operators = {op.site_operator, {sites[k].name, "x"}},
             .strength = modes[k].coupling * op.weight * coupled_share(model, op.site_operator)});
      }
    }
  }
  Index behind = 1;
  for (const Site& site : sites) behind *= level_count(site);
  Index before = result.matrices ? result.matrices->hamiltonian.rows() / behind : 1;
  for (std::size_t k = 0; k < modes.size(); ++k) {
    behind /= level_count(sites[k]);
    for (const Channel& channel :
         channels(kind, modes[k], model.baths[modes[k].bath].temperature)) {
      Lindblad lindblad{.name = fmt::format("{}_{}", sites[k].name, channel.name),
                        .sites = {sites[k].name},
                        .site_operator = channel.site_operator,
                        .operators = {},
                        .matrix = std::nullopt,
                        .rate = channel.rate};
      if (result.matrices) {
        lindblad.matrix = on_mode(site_operator(sites[k], channel.site_operator), before, behind);
        lindblad.sites.clear();
        lindblad.site_operator.clear();
      }
      result.lindblad.push_back(std::move(lindblad));
    }
    before *= level_count(sites[k]);
  }
  return result;
}

std::vector<std::size_t> bath_of_channels(ModeKind kind, std::span<const SurrogateMode> modes) {
  std::vector<std::size_t> baths;
  for (const SurrogateMode& mode : modes) {
    baths.insert(baths.end(), channels(kind, mode, 0).size(), mode.bath);
  }
  return baths;
}

}  // namespace quflux::inline mapping
