#include "quflux/report/model_diagram.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <vector>

#include <fmt/core.h>

#include "quflux/report/svg.h"
#include "quflux/report/words.h"

namespace quflux::inline report {

namespace {

constexpr double kRadius = 26;
constexpr double kBoxWidth = 92;
constexpr double kBoxHeight = 38;

struct Place {
  double x;
  double y;
};

// What takes energy in or out, and of which sites.
struct Source {
  std::string name;
  std::string below;  // its temperature or rate
  std::vector<std::string> sites;
  std::string fill;
};

// From blue, the coldest, to red.
std::string fill_of(double temperature, double coldest, double hottest) {
  const double part = hottest > coldest ? (temperature - coldest) / (hottest - coldest) : 0.5;
  return fmt::format("rgb({:.0f},{:.0f},{:.0f})", 190 + 60 * part, 215 - 15 * part,
                     250 - 60 * part);
}

std::vector<Source> sources_of(const Model& model) {
  double coldest = HUGE_VAL;
  double hottest = 0;
  for (const ModelBath& bath : model.baths) {
    coldest = std::min(coldest, bath.temperature);
    hottest = std::max(hottest, bath.temperature);
  }
  std::vector<Source> result;
  for (const ModelBath& bath : model.baths) {
    result.push_back({bath.name, "T = " + number(bath.temperature, 4), bath.sites,
                      fill_of(bath.temperature, coldest, hottest)});
  }
  for (const Lindblad& channel : model.lindblad) {
    std::vector<std::string> sites = channel.sites;
    for (const SiteOperator& factor : channel.operators) sites.push_back(factor.site);
    result.push_back({channel.name, "rate " + number(channel.rate, 4), sites, "#eee"});
  }
  return result;
}

class Diagram {
 public:
  explicit Diagram(const Model& model) : model_(model) {
    for (const Site& site : model.sites) names_.push_back(site.name);
    if (names_.empty()) names_ = {"system"};
    place_sites();
    place_sources();
  }

  std::string svg() const {
    double left = HUGE_VAL, right = -HUGE_VAL, top = HUGE_VAL, bottom = -HUGE_VAL;
    const auto hold = [&](const Place& p, double half_width, double half_height) {
      left = std::min(left, p.x - half_width);
      right = std::max(right, p.x + half_width);
      top = std::min(top, p.y - half_height);
      bottom = std::max(bottom, p.y + half_height);
    };
    for (const auto& [name, p] : sites_) hold(p, kRadius, kRadius);
    for (const Place& p : boxes_) hold(p, kBoxWidth / 2, kBoxHeight / 2);
    constexpr double kMargin = 6;
    const double width = right - left + 2 * kMargin;
    // As large as the figures, unless the screen is narrower.
    return fmt::format(
               "<svg style='max-width:{:.0f}px' viewBox='{:.1f} {:.1f} {:.1f} {:.1f}' role='img' "
               "font-size='12'>\n<title>Sites, couplings and baths of the model</title>\n",
               1.2 * width, left - kMargin, top - kMargin, width, bottom - top + 2 * kMargin) +
           couplings() + sources() + sites() + "</svg>\n";
  }

 private:
  // Up to four in a row that is coupled in its order, others on a circle.
  bool in_a_row() const {
    constexpr std::size_t kMostInARow = 4;
    return names_.size() <= kMostInARow &&
           std::ranges::all_of(model_.couplings, [&](const Coupling& coupling) {
             const std::vector<std::string> sites = coupled_sites(coupling);
             if (sites.size() != 2) return sites.size() < 2;
             const auto a = std::ranges::find(names_, sites[0]) - names_.begin();
             const auto b = std::ranges::find(names_, sites[1]) - names_.begin();
             return std::abs(a - b) == 1;
           });
  }

  void place_sites() {
    constexpr double kStep = 110;
    const auto n = static_cast<double>(names_.size());
    row_ = in_a_row();
    const double radius = std::max(80.0, n * 80 / (2 * std::numbers::pi));
    for (std::size_t k = 0; k < names_.size(); ++k) {
      const auto i = static_cast<double>(k);
      const double angle = 2 * std::numbers::pi * i / n - std::numbers::pi / 2;
      sites_[names_[k]] = row_ ? Place{kStep * (i - (n - 1) / 2), 0}
                               : Place{radius * std::cos(angle), radius * std::sin(angle)};
    }
  }

  Place middle_of(const Source& source) const {
    if (source.sites.empty()) return {0, 0};
    Place middle{0, 0};
    for (const std::string& site : source.sites) {
      middle.x += sites_.at(site).x / static_cast<double>(source.sites.size());
      middle.y += sites_.at(site).y / static_cast<double>(source.sites.size());
    }
    return middle;
  }

  // Beside a row above and below by turns; outside of a circle, or in it where several sites share
  // one.
  void place_sources() {
    sources_ = sources_of(model_);
    constexpr double kAway = 86;
    std::map<double, int> above;  // how many there are around a place in the row
    for (const Source& source : sources_) {
      const Place middle = middle_of(source);
      if (row_) {
        const int before = above[middle.x]++;
        const double sign = before % 2 == 0 ? -1 : 1;
        boxes_.push_back({middle.x, sign * (kAway + (kBoxHeight + 10) * (before / 2))});
        continue;
      }
      const double distance = std::hypot(middle.x, middle.y);
      const double away = source.sites.size() == 1 && distance > 0 ? 1 + kAway / distance : 1;
      const double lift = 44.0 * above[std::round(middle.x) + 1e4 * std::round(middle.y)]++;
      boxes_.push_back({middle.x * away, middle.y * away + lift});
    }
  }

  std::string couplings() const {
    std::string svg;
    for (const Coupling& coupling : model_.couplings) {
      const std::vector<std::string> sites = coupled_sites(coupling);
      for (std::size_t k = 1; k < sites.size(); ++k) {
        const Place& a = sites_.at(sites[k - 1]);
        const Place& b = sites_.at(sites[k]);
        svg += fmt::format(
            "<line x1='{:.1f}' y1='{:.1f}' x2='{:.1f}' y2='{:.1f}' stroke='#333' "
            "stroke-width='2'><title>{} = {}</title></line>\n",
            a.x, a.y, b.x, b.y, escaped(coupling.name), number(coupling.strength, 4));
      }
      if (sites.size() != 2) continue;
      const Place& a = sites_.at(sites[0]);
      const Place& b = sites_.at(sites[1]);
      svg += fmt::format("<text x='{:.1f}' y='{:.1f}' text-anchor='middle'>{}</text>\n",
                         (a.x + b.x) / 2, (a.y + b.y) / 2 - 6, number(coupling.strength, 3));
    }
    return svg;
  }

  std::string sources() const {
    std::string svg;
    for (std::size_t k = 0; k < sources_.size(); ++k) {
      const Source& source = sources_[k];
      const Place& box = boxes_[k];
      for (const auto& [name, site] : sites_) {
        const bool reaches =
            source.sites.empty() || std::ranges::find(source.sites, name) != source.sites.end();
        if (!reaches) continue;
        svg += fmt::format(
            "<line x1='{:.1f}' y1='{:.1f}' x2='{:.1f}' y2='{:.1f}' stroke='#888' "
            "stroke-dasharray='4 3'/>\n",
            box.x, box.y, site.x, site.y);
      }
      svg += fmt::format(
          "<rect x='{:.1f}' y='{:.1f}' width='{}' height='{}' rx='5' fill='{}' stroke='#555'/>\n"
          "<text x='{:.1f}' y='{:.1f}' text-anchor='middle'>{}</text>\n"
          "<text x='{:.1f}' y='{:.1f}' text-anchor='middle'>{}</text>\n",
          box.x - kBoxWidth / 2, box.y - kBoxHeight / 2, kBoxWidth, kBoxHeight, source.fill, box.x,
          box.y - 3, escaped(short_name(source.name, 14)), box.x, box.y + 13,
          escaped(source.below));
    }
    return svg;
  }

  std::string sites() const {
    std::string svg;
    for (const auto& [name, p] : sites_) {
      svg += fmt::format(
          "<circle cx='{:.1f}' cy='{:.1f}' r='{}' fill='#fff' stroke='#333' stroke-width='2'/>\n"
          "<text x='{:.1f}' y='{:.1f}' text-anchor='middle'>{}</text>\n",
          p.x, p.y, kRadius, p.x, p.y + 4, escaped(short_name(name, 7)));
    }
    return svg;
  }

  static std::string short_name(const std::string& name, std::size_t most) {
    return name.size() <= most ? name : name.substr(0, most - 1) + "…";
  }

  const Model& model_;
  std::vector<std::string> names_;
  bool row_ = true;
  std::map<std::string, Place> sites_;
  std::vector<Source> sources_;
  std::vector<Place> boxes_;
};

}  // namespace

std::string model_diagram(const Model& model) {
  return model.sites.size() > kMostDrawn ? "" : Diagram(model).svg();
}

}  // namespace quflux::inline report
