#include "quflux/model_file/write_model.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/overload.h"
#include "quflux/model_file/read_drives.h"
#include "quflux/model_file/read_names.h"

namespace quflux::inline model_file {

namespace {

// Each is a value in TOML.

std::string value(bool flag) { return flag ? "true" : "false"; }

std::string value(int number) { return fmt::format("{}", number); }

// The shortest text that is read back to the same bits; a whole number would lose the sign of zero.
std::string value(double number) {
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string value(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    const bool control = static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    quoted += control ? fmt::format("\\u{:04x}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return quoted + '"';
}

std::string value(const SiteOperator& factor) { return value(factor.site + "." + factor.name); }

std::string value(Complex entry) {
  const bool real = entry.imag() == 0 && !std::signbit(entry.imag());
  return real ? value(entry.real())
              : fmt::format("[{}, {}]", value(entry.real()), value(entry.imag()));
}

std::string value(const BathRow& row) {
  std::string text = "{ bath = " + value(row.bath);
  for (const auto& [key, number] : row.numbers) text += ", " + key + " = " + value(number);
  return text + " }";
}

template <class Item>
std::string value(const std::vector<Item>& items) {
  std::string list;
  for (const Item& item : items) list += (list.empty() ? "" : ", ") + value(item);
  return "[" + list + "]";
}

std::string value(const Matrix& matrix) {
  std::string rows;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    const Vector row = matrix.row(i);
    rows += "  " + value(std::vector<Complex>(row.begin(), row.end())) + ",\n";
  }
  return "[\n" + rows + "]";
}

template <class... Kinds>
std::string value(const std::variant<Kinds...>& any) {
  return std::visit([](const auto& given) { return value(given); }, any);
}

template <class Item, class InLine>
std::string list(const std::vector<Item>& items, const InLine& in_line) {
  std::string text;
  for (const Item& item : items) text += (text.empty() ? "" : ", ") + in_line(item);
  return "[" + text + "]";
}

// Keys and values, in the forms that a table may have.
class TomlTable {
 public:
  template <class Given>
  TomlTable& add(const std::string& key, const Given& given) {
    lines_.push_back(key + " = " + value(given));
    return *this;
  }
  template <class Given>
  TomlTable& add(const std::string& key, const std::optional<Given>& given) {
    return given ? add(key, *given) : *this;
  }
  TomlTable& add(const std::string& key, const TomlTable& table) {
    return add_text(key, table.in_line());
  }
  /// What is TOML already.
  TomlTable& add_text(const std::string& key, const std::string& text) {
    lines_.push_back(key + " = " + text);
    return *this;
  }

  bool empty() const { return lines_.empty(); }
  std::string in_line() const { return "{ " + joined(", ") + " }"; }
  std::string below(const std::string& header) const {
    return "\n" + header + "\n" + joined("\n") + "\n";
  }

 private:
  std::string joined(const char* separator) const {
    std::string text;
    for (const std::string& line : lines_) text += (text.empty() ? "" : separator) + line;
    return text;
  }

  std::vector<std::string> lines_;
};

std::string section(const Site& site) {
  TomlTable table;
  table.add("name", site.name);
  const auto kind = [&](const char* name) -> TomlTable& {
    return table.add("kind", std::string(name));
  };
  std::visit(Overload{[&](const TwoLevel& t) { kind("two_level").add("frequency", t.frequency); },
                      [&](const Oscillator& o) {
                        kind("oscillator").add("frequency", o.frequency);
                        table.add("levels", static_cast<int>(level_count(site)));
                      },
                      [&](const Spin& s) {
                        kind("spin").add("frequency", s.frequency).add("spin", s.spin);
                      },
                      [&](const Levels& l) { kind("levels").add("energies", l.energies); }},
             site.kind);
  return table.below("[[site]]");
}

std::string section(const Coupling& coupling) {
  const auto* const kind =
      std::ranges::find(kCouplingKinds, coupling.kind, &Named<CouplingKind>::value);
  TomlTable table;
  table.add("name", coupling.name).add("kind", std::string(kind->name));
  if (coupling.kind == CouplingKind::operators) {
    table.add("operators", coupling.operators);
  } else {
    table.add("sites", coupling.sites);
  }
  table.add("strength", coupling.strength).add("phase", coupling.phase);
  return table.below("[[coupling]]");
}

std::string section(const Term& term) {
  return TomlTable()
      .add("name", term.name)
      .add("site", term.site)
      .add("operator", term.site_operator)
      .add("strength", term.strength)
      .below("[[term]]");
}

std::string section(const MatrixModel& matrices) {
  std::string text = TomlTable()
                         .add("hamiltonian", matrices.hamiltonian)
                         .add("uncoupled_hamiltonian", matrices.uncoupled_hamiltonian)
                         .below("[system]");
  for (const MatrixTerm& term : matrices.terms) {
    text += TomlTable()
                .add("name", term.name)
                .add("strength", term.strength)
                .add("uncoupled", term.uncoupled)
                .add("matrix", term.matrix)
                .below("[[system.term]]");
  }
  return text;
}

// The table of a density of one kind.
TomlTable density(const SingleDensity& given, const std::string& bath) {
  TomlTable table;
  const auto kind = [&](const char* name) -> TomlTable& {
    return table.add("kind", std::string(name));
  };
  std::visit(Overload{[&](const PowerLaw& p) {
                        kind("power").add("coefficient", p.coefficient).add("exponent", p.exponent);
                        table.add("cutoff", p.cutoff);
                      },
                      [&](const Drude& d) {
                        kind("drude").add("coefficient", d.coefficient).add("cutoff", d.cutoff);
                      },
                      [&](const Brownian& b) {
                        kind("brownian").add("coupling", b.coupling).add("frequency", b.frequency);
                        table.add("width", b.width);
                      },
                      [&](const Table& t) {
                        kind("table").add("frequencies", t.frequencies()).add("values", t.values());
                      },
                      [&](const Function&) {
                        throw Error(fmt::format(
                            "the spectral density of bath '{}' is a function, which no model file "
                            "can hold; save a table of its values",
                            bath));
                      }},
             given);
  return table;
}

void add_operators(const ModelBath& bath, TomlTable& table) {
  if (bath.operators_of_sites.empty()) {
    table.add("sites", bath.sites).add("operator", bath.site_operator);
  } else {
    std::vector<SiteOperator> operators;
    for (BathOperator& part : bath_operators(bath)) {
      operators.push_back(std::move(part.site_operator));
    }
    table.add("operators", operators);
  }
  if (!bath.weights.empty()) table.add("weights", bath.weights);
}

// A table, or a list of tables.
std::string density(const ModelBath& bath) {
  const auto in_line = [&](const auto& term) { return density(term, bath.name).in_line(); };
  return std::visit(Overload{[&](const DensitySum& sum) { return list(sum.terms, in_line); },
                             [&](const auto& single) { return in_line(SingleDensity(single)); }},
                    bath.spectral_density);
}

std::string section(const ModelBath& bath) {
  TomlTable table;
  table.add("name", bath.name);
  if (bath.matrix) {
    table.add("operator", *bath.matrix);
  } else {
    add_operators(bath, table);
  }
  table.add("temperature", bath.temperature).add_text("spectral_density", density(bath));
  return table.below("[[bath]]");
}

std::string section(const Lindblad& channel) {
  TomlTable table;
  table.add("name", channel.name);
  if (channel.matrix) {
    table.add("operator", *channel.matrix);
  } else if (!channel.operators.empty()) {
    table.add("operators", channel.operators);
  } else {
    table.add("sites", channel.sites).add("operator", channel.site_operator);
  }
  return table.add("rate", channel.rate).below("[[lindblad]]");
}

// What an equation does not have from the options of all.
std::string in_line(const Equation& equation, const Options& common) {
  TomlTable table;
  table.add("kind", equation.kind.name);
  const bool renamed = equation.label != equation.kind.name;
  if (renamed) table.add("label", equation.label);
  bool plain = !renamed && !equation.optional;
  if (equation.optional) table.add("optional", true);
  for (const auto& [key, option] : equation.options) {
    const auto shared = common.find(key);
    if (shared != common.end() && shared->second == option) continue;
    table.add(key, option);
    plain = false;
  }
  return plain ? value(equation.kind.name) : table.in_line();
}

std::string in_line(const Observable& output) {
  if (output.arguments.empty()) return value(output.kind.name);
  TomlTable table;
  table.add("kind", output.kind.name);
  for (const auto& [key, argument] : output.arguments) table.add(key, argument);
  return table.in_line();
}

std::string section(const Sweep& sweep) {
  TomlTable table;
  for (const SweepAxis& axis : sweep.axes) {
    table.add(value(axis.path), TomlTable().add("values", axis.values));
  }
  for (const Follow& follow : sweep.follows) {
    table.add(value(follow.path), TomlTable()
                                      .add("follow", follow.source)
                                      .add("factor", follow.factor)
                                      .add("offset", follow.offset));
  }
  return table.empty() ? "" : table.below("[sweep]");
}

std::string section(const InitialState& state) {
  TomlTable table;
  std::visit(Overload{[&](const ProductState& product) {
                        for (const auto& [name, of_site] : product.sites) {
                          std::visit(Overload{[&](const InLevel& in) { table.add(name, in.level); },
                                              [&](const AtTemperature& at) {
                                                table.add(name, TomlTable().add("temperature",
                                                                                at.temperature));
                                              }},
                                     of_site);
                        }
                      },
                      [&](const GibbsState& gibbs) { table.add("gibbs", gibbs.temperature); },
                      [&](const StationaryState& stationary) {
                        TomlTable numbers;
                        for (const auto& [path, number] : stationary.parameters) {
                          numbers.add(value(path), number);
                        }
                        table.add("stationary", numbers);
                      },
                      [&](const Matrix& rho) { table.add("matrix", rho); },
                      [&](const LimitCycle&) { table.add("limit_cycle", true); }},
             state);
  return table.below("[initial]");
}

std::string section(const Drive& drive) {
  TomlTable table;
  table.add("name", drive.name).add("parameter", drive.path).add("kind", kind_of(drive.shape));
  const auto add_points = [&](const auto& points) {
    table.add("times", points.times).add("values", points.values).add("period", points.period);
  };
  std::visit(Overload{[&](const Steps& s) { add_points(s); },
                      [&](const Sine& s) {
                        table.add("amplitude", s.amplitude).add("period", s.period);
                        table.add("phase", s.phase);
                      },
                      [&](const Pulse& p) {
                        table.add("amplitude", p.amplitude).add("center", p.center);
                        table.add("width", p.width).add("period", p.period);
                      },
                      [&](const Ramps& r) { add_points(r); },
                      [&](const FunctionOfTime&) {
                        throw Error(fmt::format(
                            "the drive of '{}' is a function, which no model file can hold; save a "
                            "table of its values",
                            drive.path));
                      }},
             drive.shape);
  return table.below("[[drive]]");
}

std::string section(const Course& course) {
  std::string text =
      TomlTable().add("values", course.times).below("[time]") + section(course.initial);
  for (const Drive& drive : course.drives) text += section(drive);
  return text;
}

}  // namespace

std::string write_model(const Study& study) {
  const Model& model = study.model;
  std::string text = fmt::format(
      "title = {}\nequations = {}\noutput = {}\n", value(model.title),
      list(study.equations, [&](const Equation& e) { return in_line(e, study.options); }),
      list(study.outputs, [](const Observable& output) { return in_line(output); }));
  if (!study.options.empty()) {
    TomlTable options;
    for (const auto& [key, option] : study.options) options.add(key, option);
    text += options.below("[options]");
  }
  if (model.matrices) text += section(*model.matrices);
  for (const Site& site : model.sites) text += section(site);
  for (const Coupling& coupling : model.couplings) text += section(coupling);
  for (const Term& term : model.terms) text += section(term);
  for (const ModelBath& bath : model.baths) text += section(bath);
  for (const Lindblad& channel : model.lindblad) text += section(channel);
  text += section(study.sweep);
  if (study.initial) text += section(*study.initial);
  return study.course ? text + section(*study.course) : text;
}

}  // namespace quflux::inline model_file
