#include "quflux/figure/gnuplot.h"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <thread>

#include <fmt/core.h>

#include "quflux/core/testing.h"
#include "quflux/figure/gnuplot_script.h"
#include "quflux/files/atomic_file.h"

namespace quflux {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Map map_of(std::size_t nx, std::size_t ny) {
  Map map;
  for (std::size_t i = 0; i < nx; ++i) map.x.push_back(0.1 * static_cast<double>(i + 1) / 201);
  for (std::size_t j = 0; j < ny; ++j) map.y.push_back(0.1 * static_cast<double>(j + 1) / 201);
  for (const double y : map.y) {
    for (const double x : map.x) map.z.push_back(1e-3 * std::sin(40 * x) * std::cos(30 * y));
  }
  map.colour.label = italic("j");
  return map;
}

Figure curves() {
  Panel panel;
  panel.x = {.label = "x"};
  panel.y = {.label = "y"};
  panel.curves = {{{0, 1, 2}, {0, 1, 4}, "square", stroke(0)}};
  return {.name = "fig", .panels = {panel}};
}

Figure map(std::size_t nx, std::size_t ny) {
  Panel panel;
  panel.map = map_of(nx, ny);
  return {.name = "fig", .panels = {panel}};
}

// Width and height of a PNG.
std::pair<std::uint32_t, std::uint32_t> png_size(const std::string& bytes) {
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      value = (value << 8U) | static_cast<unsigned char>(bytes.at(at + i));
    }
    return value;
  };
  EXPECT_EQ(bytes.substr(1, 3), "PNG");
  return {number(16), number(20)};
}

// Draws the figure and returns its SVG.
std::string drawn(const Figure& figure) {
  const TestDirectory dir;
  write_figure(figure, dir.path);
  EXPECT_THAT(dir.content(),
              ElementsAre(figure.name + ".gp", figure.name + ".png", figure.name + ".svg"));
  EXPECT_GT(read_file(dir.path / (figure.name + ".png")).size(), 1000U);
  return read_file(dir.path / (figure.name + ".svg"));
}

class EnvironmentVariable {
 public:
  EnvironmentVariable(const char* name, const char* value) : name_(name) {
    const char* former = std::getenv(name);
    former_ = former != nullptr ? former : "";
    ::setenv(name, value, 1);
  }
  ~EnvironmentVariable() { ::setenv(name_, former_.c_str(), 1); }
  EnvironmentVariable(const EnvironmentVariable&) = delete;
  EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

 private:
  const char* name_;
  std::string former_;
};

TEST(WriteFigure, HasJournalSizeAt300DotsPerInch) {
  const TestDirectory dir;
  Figure figure = curves();
  figure.height = 6;
  write_figure(figure, dir.path);
  const auto [width, height] = png_size(read_file(dir.path / "fig.png"));
  EXPECT_EQ(width, 1016U);
  EXPECT_EQ(height, 709U);
}

TEST(WriteFigure, TheScriptMakesThePicturesAgain) {
  const TestDirectory dir;
  write_figure(map(80, 80), dir.path);
  const std::string png = read_file(dir.path / "fig.png");
  const std::string svg = read_file(dir.path / "fig.svg");
  std::filesystem::remove(dir.path / "fig.png");
  std::filesystem::remove(dir.path / "fig.svg");
  const std::string command =
      fmt::format("cd '{}' && gnuplot fig.gp 2>/dev/null", dir.path.string());
  ASSERT_EQ(std::system(command.c_str()), 0);  // NOLINT(*-env33-c)
  EXPECT_TRUE(read_file(dir.path / "fig.png") == png);
  EXPECT_TRUE(read_file(dir.path / "fig.svg") == svg);
}

TEST(WriteFigure, ReplacesAnOlderFigure) {
  const TestDirectory dir;
  write_figure(map(80, 80), dir.path);
  write_figure(curves(), dir.path);
  EXPECT_THAT(read_file(dir.path / "fig.gp"), Not(HasSubstr("$map_1")));
  EXPECT_THAT(read_file(dir.path / "fig.svg"), Not(HasSubstr("base64")));
  EXPECT_THAT(dir.content(), ElementsAre("fig.gp", "fig.png", "fig.svg"));
}

TEST(WriteFigure, MapsAreEmbeddedAndSmall) {
  const std::string svg = drawn(map(201, 201));
  EXPECT_THAT(svg, HasSubstr("data:image/png;base64,"));
  EXPECT_THAT(svg, HasSubstr("<text>"));
  EXPECT_LT(svg.size(), 1000000U);
}

TEST(WriteFigure, PixelsLieAtTheirPlaces) {
  // 100 pixels of width 1, centred at 0.5, 1.5, ...: their edges are 0 and 100.
  Figure figure = map(100, 100);
  Map& m = *figure.panels[0].map;
  for (std::size_t i = 0; i < 100; ++i) m.x[i] = m.y[i] = static_cast<double>(i) + 0.5;
  EXPECT_THAT(to_gnuplot(figure), HasSubstr("set xrange [0:100]"));
  EXPECT_THAT(to_gnuplot(figure), HasSubstr("using (0.5 + 1*$1):(0.5 + 1*$2):3 with image"));
  // An axis that starts half a pixel earlier: one more column fills the gap.
  figure.panels[0].x.min = -0.5;
  EXPECT_THAT(to_gnuplot(figure), HasSubstr("set xrange [-0.5:100]"));
  EXPECT_THAT(to_gnuplot(figure), HasSubstr("using (-0.5 + 1*$1):(0.5 + 1*$2):3 with image"));
}

TEST(WriteFigure, HostileTextsStayTexts) {
  const TestDirectory dir;
  const std::string witness = (dir.path / "witness").string();
  const std::vector<std::string> texts = {
      "'; system 'touch " + witness + "'; '",
      "\"; system(\"touch " + witness + "\"); \"",
      "`touch " + witness + "`",
      "$(touch " + witness + ")",
      "@witness $map_1 $1 %s %d %n",
      "line\nsystem 'touch " + witness + "'\nEND\n",
      "\\",
      "\\'",
      "}",
      "{{{",
      "}}}{{{ }",
      "{/",
      "{/=",
      "{/:Bold",
      "_",
      "^",
      "a_^_^",
      "&",
      "~",
      "~{",
      "# comment",
      "\xFF\xFE",
      std::string("null\0null", 9),
      "<script>&amp;]]>",
      "𝛺 日本 \u202E",
  };
  for (const std::string& text : texts) {
    for (const std::string& given : {text, plain_text(text)}) {
      SCOPED_TRACE(given);
      Figure figure = map(3, 3);
      Panel& panel = figure.panels[0];
      panel.title = panel.letter = panel.x.label = panel.x.unit = panel.y.label = given;
      panel.map->colour.label = given;
      panel.curves = {{{0, 1}, {0, 1}, given, stroke(0)}};
      panel.markers = {{.x = 0.001, .label = given}, {.x = 0.001, .y = 0.001, .label = given}};
      panel.x.ticks = {{0.001, given}};
      figure.width = kDoubleColumn;
      EXPECT_NO_THROW(write_figure(figure, dir.path));
      EXPECT_FALSE(std::filesystem::exists(witness));
    }
  }
  EXPECT_THAT(dir.content(), ElementsAre("fig.gp", "fig.png", "fig.svg"));
}

TEST(WriteFigure, PlainTextAppearsAsItIs) {
  Figure figure = curves();
  figure.panels[0].title = plain_text("a_b^2{c}@&~'\"\\");
  EXPECT_THAT(drawn(figure), HasSubstr("a_b^2{c}@&amp;~’\"\\"));
}

TEST(WriteFigure, ValuesThatAreMissing) {
  Figure figure = map(201, 3);
  figure.panels[0].map->z[5] = NAN;
  figure.panels[0].map->z[6] = INFINITY;
  drawn(figure);
  std::fill(figure.panels[0].map->z.begin(), figure.panels[0].map->z.end(), NAN);
  drawn(figure);
  figure = curves();
  figure.panels[0].curves[0].y = {NAN, 1, 2};
  drawn(figure);
  figure.panels[0].curves[0].y = {NAN, NAN, INFINITY};
  drawn(figure);
  figure.panels[0].curves = {{{}, {}, "empty", stroke(0)}};
  drawn(figure);
  figure.panels[0].curves.clear();
  drawn(figure);
}

TEST(WriteFigure, SinglePoints) {
  for (const auto& [nx, ny] : {std::pair{1, 1}, {1, 7}, {7, 1}, {1, 6000}, {6000, 1}}) {
    drawn(map(static_cast<std::size_t>(nx), static_cast<std::size_t>(ny)));
  }
  Figure figure = curves();
  figure.panels[0].curves = {{{3}, {0}, "point", stroke(0)}};
  drawn(figure);
}

TEST(WriteFigure, ExtremeValues) {
  for (const double scale : {1e-300, 1e-30, 1e30, 1e300}) {
    SCOPED_TRACE(scale);
    Figure figure = curves();
    for (double& y : figure.panels[0].curves[0].y) y *= scale;
    drawn(figure);
    Figure grid = map(9, 9);
    for (double& z : grid.panels[0].map->z) z *= scale;
    drawn(grid);
  }
}

TEST(WriteFigure, LogarithmicAndUnevenAxes) {
  Figure figure = map(5, 4);
  Panel& panel = figure.panels[0];
  panel.map->x = {1e-4, 1e-3, 1e-2, 0.1, 1};
  panel.map->y = {0, 1, 5, 6};
  panel.x.scale = Scale::logarithmic;
  panel.map->colour.scale = Scale::logarithmic;
  panel.map->palette = Palette::viridis;
  panel.curves = {{{1e-4, 0, -1, 1}, {0, 1, 5, 6}, "crosses zero", stroke(0)}};
  drawn(figure);
  panel.map->x[0] = -1;
  EXPECT_EQ(
      error_of([&] { to_gnuplot(figure); }),
      "one of the x positions of the map of panel 1 of figure 'fig' is -1; it must be a finite "
      "number > 0");
}

TEST(WriteFigure, PointsAndLinesAreMarked) {
  Figure figure = curves();
  figure.panels[0].markers = {{.x = 1, .label = "vertical"},
                              {.y = 2, .label = "horizontal"},
                              {.x = 1.5, .y = 2, .label = "point"}};
  figure.panels[0].x.ticks = {{1, "100 %d"}};
  const std::string svg = drawn(figure);
  for (const char* text : {"100 %d", "vertical", "horizontal", "point"})
    EXPECT_THAT(svg, HasSubstr(text));
}

TEST(WriteFigure, LeavesNothingWhenGnuplotIsMissing) {
  const TestDirectory dir;
  {
    const EnvironmentVariable path("PATH", "/nowhere");
    EXPECT_EQ(error_of([&] { write_figure(curves(), dir.path); }),
              "cannot draw the figures: gnuplot is not on the PATH (Debian: gnuplot-nox)");
  }
  EXPECT_THAT(dir.content(), IsEmpty());
}

TEST(WriteFigure, ReportsWhatGnuplotSays) {
  const TestDirectory dir;
  const TestDirectory fake;
  const auto install = [&](const char* body) {
    write_file(fake.path / "gnuplot", fmt::format("#!/bin/sh\n{}\n", body));
    std::filesystem::permissions(fake.path / "gnuplot", std::filesystem::perms::owner_all);
  };
  const EnvironmentVariable path("PATH", (fake.path.string() + ":/usr/bin:/bin").c_str());
  install(
      R"(printf '\nplot foo(\n         ^\n"fig.gp" line 7: invalid expression\n\n' >&2; exit 1)");
  EXPECT_EQ(error_of([&] { write_figure(curves(), dir.path); }),
            "gnuplot failed on 'fig.gp': \"fig.gp\" line 7: invalid expression");
  install("exit 3");
  EXPECT_EQ(error_of([&] { write_figure(curves(), dir.path); }),
            "gnuplot failed on 'fig.gp': it says nothing");
  install("kill -9 $$");
  EXPECT_EQ(error_of([&] { write_figure(curves(), dir.path); }),
            "gnuplot was stopped by signal 9 in 'fig.gp'");
  install("printf x > fig.png; printf '</svg>' > fig.svg");
  EXPECT_THAT(error_of([&] { write_figure(curves(), dir.path); }),
              EndsWith("fig.png': gnuplot left it incomplete (is the disk full?)"));
  EXPECT_THAT(dir.content(), IsEmpty());
}

TEST(WriteFigure, LeavesNothingOnAFullDisk) {
  const TestDirectory dir;
  // Room for nothing; for the script alone; for script and PNG or SVG in part.
  const std::size_t script = to_gnuplot(curves()).size();
  for (const std::size_t limit : {std::size_t{100}, script, script + 5000}) {
    const FileSizeLimit full(limit);
    EXPECT_THAT(error_of([&] { write_figure(curves(), dir.path); }), HasSubstr("cannot write '"));
  }
  EXPECT_THAT(dir.content(), IsEmpty());
}

TEST(WriteFigure, NamesTheDirectoryThatCannotBeWritten) {
  const TestDirectory dir;
  write_file(dir.path / "file", "x");
  EXPECT_THAT(error_of([&] { write_figure(curves(), dir.path / "file"); }),
              EndsWith("file': Not a directory"));
  EXPECT_THAT(error_of([&] { write_figure(curves(), dir.path / "none"); }),
              EndsWith("none': No such file or directory"));
}

TEST(WriteFigure, ManyAtOnce) {
  const TestDirectory dir;
  std::vector<std::thread> threads;
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&dir, i] {
      Figure figure = map(201, 201);
      figure.name = fmt::format("fig{}", i);
      write_figure(figure, dir.path);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(dir.content().size(), 15U);
}

TEST(ToGnuplot, PointsBetweenGapsAreDots) {
  Figure figure = curves();
  figure.panels[0].curves[0] = {{0, 1, 2, 3, 4}, {1, NAN, 3, 4, NAN}, "gaps", stroke(0)};
  const std::string script = to_gnuplot(figure);
  EXPECT_THAT(script, HasSubstr("$dots_1_1 << END\n0 1\nEND\n"));
  EXPECT_THAT(script, HasSubstr("$curve_1_1 using 1:2 with lines"));
  EXPECT_THAT(to_gnuplot(curves()), Not(HasSubstr("$dots")));
}

}  // namespace
}  // namespace quflux
