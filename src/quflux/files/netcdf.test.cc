#include "quflux/files/netcdf.h"

#include <chrono>
#include <cmath>
#include <cstring>
#include <thread>

#include <fmt/core.h>

#include "quflux/core/testing.h"
#include "quflux/files/atomic_file.h"

namespace quflux::inline files {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace fs = std::filesystem;

Dataset example() {
  Dataset d;
  d.dimensions = {{"equation", 2}, {"omega", 40}, {"gamma_1", 30}};
  std::vector<double> omega(40);
  std::vector<double> gamma(30);
  for (std::size_t i = 0; i < omega.size(); ++i) omega[i] = 0.1 * static_cast<double>(i + 1) / 3;
  for (std::size_t i = 0; i < gamma.size(); ++i) gamma[i] = std::exp(-static_cast<double>(i));
  std::vector<double> flow(omega.size() * gamma.size() * 2);
  for (std::size_t i = 0; i < flow.size(); ++i) flow[i] = std::sin(static_cast<double>(i));
  flow[0] = std::numeric_limits<double>::quiet_NaN();
  flow[1] = std::numeric_limits<double>::infinity();
  flow[2] = std::numeric_limits<double>::denorm_min();
  flow[3] = -0.0;
  d.variables = {
      {"equation", {"equation"}, std::vector<std::string>{"local", "größe Ω, \"q\""}, "", "", {}},
      {"omega", {"omega"}, omega, "omega_1", "coupling Ω", {}},
      {"gamma_1", {"gamma_1"}, gamma, "omega_1", "relaxation rate", {}},
      {"energy_flow",
       {"equation", "omega", "gamma_1"},
       flow,
       "omega_1^2",
       "energy flow",
       {{"sign", "into the system"}, {"order", 3}, {"weights", std::vector<double>{1, 0.1}}}},
      {"reason", {"omega"}, std::vector<std::string>(40, ""), "", "", {}},
      {"critical_coupling", {}, std::vector<double>{0.0097}, "omega_1", "", {}}};
  d.attributes = {{"title", "a title"},
                  {"empty", ""},
                  {"bath.cold.temperature", 0.2},
                  {"count", -7},
                  {"model", std::string("[[site]]\n\tname = 'a'\n")}};
  return d;
}

// Bit for bit: NaN equals NaN, and -0 is not 0.
bool same_values(const Variable& a, const Variable& b) {
  const auto* x = std::get_if<std::vector<double>>(&a.values);
  const auto* y = std::get_if<std::vector<double>>(&b.values);
  if (x == nullptr || y == nullptr) return a.values == b.values;
  return x->size() == y->size() && std::memcmp(x->data(), y->data(), x->size() * 8) == 0;
}

TEST(NetCdf, RoundTripKeepsEverything) {
  const TestDirectory dir;
  const Dataset d = example();
  write_netcdf(d, dir.path / "a.nc");
  const Dataset r = read_netcdf(dir.path / "a.nc");
  EXPECT_EQ(r.dimensions, d.dimensions);
  EXPECT_EQ(r.attributes, d.attributes);
  ASSERT_EQ(r.variables.size(), d.variables.size());
  for (const Variable& v : d.variables) {
    SCOPED_TRACE(v.name);
    const Variable* w = find_variable(r, v.name);
    ASSERT_NE(w, nullptr);
    EXPECT_EQ(w->dimensions, v.dimensions);
    EXPECT_EQ(w->units, v.units);
    EXPECT_EQ(w->long_name, v.long_name);
    EXPECT_EQ(w->attributes, v.attributes);
    EXPECT_TRUE(same_values(v, *w));
  }
}

TEST(NetCdf, SameDatasetSameBytes) {
  const std::string first = to_netcdf(example());
  // A time of creation, in seconds, would differ after this.
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  EXPECT_TRUE(first == to_netcdf(example()));
  Dataset other = example();
  std::get<std::vector<double>>(other.variables[3].values)[7] += 1e-15;
  EXPECT_FALSE(first == to_netcdf(other));
}

// Pieces that begin and end anywhere, of a variable larger than a chunk.
TEST(NetCdf, PiecesMakeTheWhole) {
  const TestDirectory dir;
  Dataset d;
  d.dimensions = {{"x", 40}, {"y", 70}, {"equation", 3}, {"bath", 50}};
  const Variable flow{"flow", {"x", "y", "equation", "bath"}, {}, "1", "", {}};
  std::vector<double> values(std::size_t{40} * 70 * 3 * 50);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sin(static_cast<double>(i));
  const fs::path path = dir.path / "a.nc";
  NetcdfWriter writer(d, {flow}, path);
  for (std::size_t first = 0, size = 1; first < values.size(); first += size, size = size * 3 + 1) {
    size = std::min(size, values.size() - first);
    writer.put(0, first, std::span(values).subspan(first, size));
  }
  EXPECT_FALSE(fs::exists(path));
  writer.finish();
  EXPECT_EQ(numbers(read_netcdf(path), "flow"), values);
  const NetcdfReader reader(path);
  const Dataset without = reader.dataset("x");
  EXPECT_EQ(find_variable(without, "flow")->dimensions, flow.dimensions);
  EXPECT_EQ(reader.get(flow, 12345, 200000),
            std::vector<double>(values.begin() + 12345, values.begin() + 212345));
  EXPECT_THAT(dir.content(), ElementsAre("a.nc"));
}

TEST(NetCdf, WhatIsNotFinishedLeavesNothing) {
  const TestDirectory dir;
  { const NetcdfWriter writer(example(), {}, dir.path / "a.nc"); }
  EXPECT_THAT(dir.content(), IsEmpty());
}

TEST(NetCdf, ManyThreadsAtOnce) {
  const std::string expected = to_netcdf(example());
  std::vector<std::string> results(8);
  std::vector<std::thread> threads;
  threads.reserve(results.size());
  for (std::string& result : results) {
    threads.emplace_back([&result] { result = to_netcdf(example()); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) EXPECT_TRUE(result == expected);
}

TEST(NetCdf, LargeVariablesAreCompressed) {
  Dataset d;
  d.dimensions = {{"x", 1000000}};
  d.variables = {{"y", {"x"}, std::vector<double>(1000000, 1.5), "", "", {}}};
  EXPECT_LT(to_netcdf(d).size(), 1000000U);
}

TEST(NetCdf, TakesWholeModelFilesAsAttributes) {
  const TestDirectory dir;
  Dataset d;
  for (int i = 0; i < 20; ++i) {
    d.attributes[fmt::format("part_{}", i)] = std::string(30000, 'a');
  }
  d.attributes["model"] = std::string(300000, 'b');
  write_netcdf(d, dir.path / "a.nc");
  EXPECT_EQ(read_netcdf(dir.path / "a.nc").attributes, d.attributes);
}

TEST(NetCdf, DefinesFillValuesForDataOnly) {
  const std::string bytes = to_netcdf(example());
  EXPECT_THAT(bytes, HasSubstr("_FillValue"));
  Dataset coordinates = example();
  std::erase_if(coordinates.variables, [](const Variable& v) { return !is_coordinate(v); });
  EXPECT_EQ(to_netcdf(coordinates).find("_FillValue"), std::string::npos);
}

TEST(NetCdf, LeavesNothingOnAFullDisk) {
  const TestDirectory dir;
  {
    const FileSizeLimit limit(1000);
    EXPECT_THAT(error_of([&] { write_netcdf(example(), dir.path / "a.nc"); }),
                EndsWith("a.nc': File too large"));
  }
  EXPECT_THAT(dir.content(), IsEmpty());
}

TEST(NetCdf, LeavesNothingWhenTheDatasetIsWrong) {
  const TestDirectory dir;
  Dataset d = example();
  d.dimensions[0].second = 3;
  error_of([&] { write_netcdf(d, dir.path / "a.nc"); });
  EXPECT_THAT(dir.content(), IsEmpty());
}

TEST(NetCdf, RejectsOtherFiles) {
  const TestDirectory dir;
  const auto path = dir.path / "a.nc";
  const std::string expected = fmt::format("'{}' is not a NetCDF file", path.string());
  for (const std::string& bytes : {std::string(), std::string("CDF"), std::string(10000, 'x')}) {
    write_file(path, bytes);
    EXPECT_EQ(error_of([&] { read_netcdf(path); }), expected);
  }
  EXPECT_EQ(error_of([] { read_netcdf("/none.nc"); }),
            "cannot read '/none.nc': No such file or directory");
  const std::string whole = to_netcdf(example());
  write_file(path, whole.substr(0, 10000));
  EXPECT_THAT(error_of([&] { read_netcdf(path); }), HasSubstr(path.string()));
}

}  // namespace
}  // namespace quflux::inline files
