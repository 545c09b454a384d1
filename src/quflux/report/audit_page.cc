#include "quflux/report/audit_page.h"

#include <algorithm>

#include <fmt/core.h>

#include "quflux/core/version.h"
#include "quflux/report/audit.h"
#include "quflux/report/audit_figures.h"
#include "quflux/report/model_diagram.h"
#include "quflux/report/svg.h"
#include "quflux/report/words.h"

namespace quflux::inline report {

namespace {

// Tables turn into cards where a screen is narrow.
constexpr const char* kStyle = R"(
:root { --ok: #00664b; --doubtful: #8a5a00; --bad: #b3261e; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; color: #1c1c1c; background: #fff;
  font: 16px/1.5 system-ui, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; } h2 { margin-top: 2.2rem; border-bottom: 1px solid #ddd; }
h3 { margin-bottom: .3rem; }
svg { display: block; width: 100%; max-width: 36rem; height: auto; font-family: inherit; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0;
  border-bottom: 1px solid #eee; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { white-space: pre-wrap; background: #f6f6f6; padding: .7rem; font-size: .85rem; }
.advice { font-size: 1.15rem; border-left: 5px solid var(--ok); padding: .3rem .8rem; background: #f4faf7; }
.ok { color: var(--ok); } .doubtful { color: var(--doubtful); } .bad { color: var(--bad); }
.verdict { font-weight: 600; white-space: nowrap; }
.help { color: #666; font-size: .85rem; display: block; }
.glance th, .glance td { padding: .15rem .3rem; text-align: center; }
.glance th:first-child { text-align: left; font-weight: 400; }
.glance thead th { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left;
  vertical-align: bottom; height: 9rem; overflow-wrap: normal; }
.glance thead th:first-child { writing-mode: horizontal-tb; transform: none; }
@media (max-width: 40rem) {
  .cards thead { display: none; }
  .cards tr { display: block; padding: .5rem 0; border-bottom: 1px solid #ddd; }
  .cards td { display: block; border: 0; padding: 0; white-space: normal; }
}
)";

std::string section(const std::string& title, const std::string& content) {
  return content.empty() ? ""
                         : fmt::format("<section>\n<h2>{}</h2>\n{}</section>\n", title, content);
}

std::string paragraph(const std::string& text) {
  return text.empty() ? "" : fmt::format("<p>{}</p>\n", escaped(text));
}

std::string figure(const std::string& svg, const std::string& caption) {
  return svg.empty() ? ""
                     : fmt::format(
                           "<figure style='margin:1rem 0'>\n{}<figcaption class='help'>{}"
                           "</figcaption>\n</figure>\n",
                           svg, escaped(caption));
}

// The same mark for a verdict in words, shape and colour.
std::string mark(Verdict verdict) {
  const char* shape = verdict == Verdict::good ? "●" : (verdict == Verdict::doubtful ? "▲" : "■");
  return fmt::format("<span class='{0}' title='{0}'>{1}</span>", verdict_word(verdict), shape);
}

const CheckedNumber* number_of(const AuditedEquation& equation, const Check& check) {
  const auto found = std::ranges::find(equation.numbers, &check, &CheckedNumber::check);
  return found == equation.numbers.end() ? nullptr : &*found;
}

// Checks by equations, a mark each.
std::string at_a_glance(const Audit& audit) {
  std::string html = "<table class='glance'>\n<thead><tr><th></th>";
  for (const AuditedEquation& equation : audit.equations) {
    html += fmt::format("<th scope='col'>{}</th>", escaped(equation.label));
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const Check& check : checks()) {
    std::string cells;
    bool any = false;
    for (const AuditedEquation& equation : audit.equations) {
      const CheckedNumber* number = number_of(equation, check);
      any = any || number != nullptr;
      cells += fmt::format("<td>{}</td>", number == nullptr ? "" : mark(number->verdict));
    }
    if (any) html += fmt::format("<tr><th scope='row'>{}</th>{}</tr>\n", check.name, cells);
  }
  return html + "</tbody></table>\n<p class='help'>" + mark(Verdict::good) + " ok, " +
         mark(Verdict::doubtful) + " doubtful, " + mark(Verdict::bad) +
         " bad; empty: nothing to check there</p>\n";
}

std::string numbers_of(const Audit& audit, const AuditedEquation& equation) {
  std::string html = fmt::format("<h3 id='{0}'>{0}</h3>\n", escaped(equation.label));
  if (!equation.obstacle.empty()) html += paragraph("No answer: " + equation.obstacle);
  html += paragraph(difference_in_words(audit, equation));
  if (equation.numbers.empty()) return html;
  html +=
      "<table class='cards'>\n<thead><tr><th>check</th><th>number</th><th>verdict</th>"
      "<th>what it means</th></tr></thead>\n<tbody>\n";
  for (const CheckedNumber& number : equation.numbers) {
    const std::string where = point_in_words(audit, number.point);
    html += fmt::format(
        "<tr><td><b>{}</b><span class='help'>{}</span></td><td class='number'>{}</td>"
        "<td class='verdict {}'>{} {}</td><td>{}{}</td></tr>\n",
        number.check->name, escaped(number.check->help), number_in_words(number),
        verdict_word(number.verdict), mark(number.verdict), verdict_word(number.verdict),
        escaped(meaning(number)),
        where.empty() ? "" : fmt::format("<span class='help'>worst at {}</span>", escaped(where)));
  }
  return html + "</tbody></table>\n";
}

std::string flows_table(const Study& study, const Audit& audit) {
  std::string html =
      "<table class='cards'>\n<thead><tr><th>equation</th><th>J from each bath into "
      "the system</th></tr></thead>\n<tbody>\n";
  const std::vector<std::string> names = flow_names(study.model);
  for (const AuditedEquation& equation : audit.equations) {
    const auto first = equation.flows.find(0);
    if (first == equation.flows.end()) continue;
    std::string flows;
    for (std::size_t j = 0; j < names.size(); ++j) {
      flows += fmt::format("{}{} {}", j == 0 ? "" : ", ", names[j], number(first->second[j], 6));
    }
    html += fmt::format("<tr><td><b>{}</b></td><td>{}</td></tr>\n", escaped(equation.label),
                        escaped(flows));
  }
  return html + "</tbody></table>\n";
}

std::string model_section(const Study& study) {
  std::string html = figure(model_diagram(study.model),
                            "Circles: sites. Lines: couplings, with their strength. Boxes: baths.");
  if (html.empty()) html += paragraph(fmt::format("{} sites", study.model.sites.size()));
  html += figure(densities_figure(study), "What each bath takes at each frequency.");
  if (!study.source.empty()) {
    html += "<details><summary>The model file</summary>\n<pre>" + escaped(study.source) +
            "</pre></details>\n";
  }
  for (const std::string& setting : study.settings) html += paragraph("--set " + setting);
  return html;
}

std::string flows_section(const Study& study, const Audit& audit) {
  const std::string first = point_in_words(audit, 0);
  return flows_table(study, audit) +
         (first.empty() ? "" : paragraph("At the first point of the sweep, " + first)) +
         figure(flows_figure(study, audit),
                "Energy flow by equation. ħ = k = 1; a flow is "
                "positive from the bath into the system. Dots: where an equation that takes long "
                "was looked at.");
}

std::string verdicts_section(const Audit& audit) {
  std::string html = at_a_glance(audit);
  for (const AuditedEquation& equation : audit.equations) html += numbers_of(audit, equation);
  return html;
}

constexpr const char* kCite =
    "<p>The quflux authors, <i>quflux</i>, version {}; and the paper whose results it "
    "reproduces:</p>\n"
    "<p>I. V. Vovcenko, A. A. Zyablovsky, A. A. Pukhov, and E. S. Andrianov, <i>Energy transport "
    "induced by transition from weak to strong coupling regime between non-Hermitian systems</i> "
    "(2022).</p>\n";

}  // namespace

std::string audit_page(const Study& study, const Audit& audit) {
  const std::string title = study.model.title.empty() ? "A model" : study.model.title;
  std::string html = fmt::format(
      "<!doctype html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
      "<meta name='viewport' content='width=device-width, initial-scale=1'>\n"
      "<link rel='icon' href='data:,'>\n<title>Audit: {0}</title>\n<style>{1}</style>\n</head>\n"
      "<body>\n<h1>{0}</h1>\n<p>Which of its numbers can be believed, by quflux {2}</p>\n",
      escaped(title), kStyle, kVersion);
  html += fmt::format("<p class='advice'>{}</p>\n", escaped(advice_in_words(audit)));
  html += section("The model", model_section(study));
  html += section("Flows", flows_section(study, audit));
  html += section("Verdicts", verdicts_section(audit));
  html += section("Spectrum", figure(spectrum_figure(audit),
                                     "Eigenvalues of the generator of each equation: decay to the "
                                     "left, frequencies up and down."));
  html += section("Versions",
                  paragraph(fmt::format("quflux {}. Looked at {} point{}.", kVersion,
                                        audit.points.size(), audit.points.size() == 1 ? "" : "s")));
  html += section("How to cite", fmt::format(kCite, kVersion));
  return html + "</body>\n</html>\n";
}

}  // namespace quflux::inline report
