#include "quflux/files/tile_storage.h"

#include <cstring>
#include <fstream>
#include <random>

#include "quflux/core/testing.h"
#include "quflux/files/atomic_file.h"

namespace quflux::inline files {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace fs = std::filesystem;

const std::vector<OutputArray> kLayout = {{"energy_flow", "", "", {{"bath", 2}}},
                                          {"purity", "", "", {}}};
constexpr Tile kRange{1000, 1100};
constexpr std::size_t kEquations = 3;

struct Empty : SweepValues {
  Empty() : SweepValues(kLayout, kRange, kEquations) {}
};

struct Filled : Empty {
  Filled() {
    double number = 0.1;
    for (std::vector<double>& array : arrays) {
      for (double& value : array) value = number *= 1.01;
    }
    fail(1013, 1, "no answer");
    fail(1014, 2, "no answer");
    warn(1013, 0, "größer als 1");
  }
};

void keep_all(const fs::path& path) {
  const Filled values;
  TileStorage storage(path, "print");
  storage.keep({{values, {1000, 1013}}, {values, {1013, 1020}}});
  storage.keep({{values, {1020, 1100}}});
}

// Whether the finished points of `values` are as they were kept.
bool as_kept(const SweepValues& values) {
  const Filled kept;
  for (std::size_t i = 0; i < values.points(); ++i) {
    if (values.finished[i] == 0) continue;
    for (std::size_t k = 0; k < kLayout.size(); ++k) {
      const std::size_t stride = values.stride(k);
      if (std::memcmp(&values.arrays[k][i * stride], &kept.arrays[k][i * stride], 8 * stride) !=
          0) {
        return false;
      }
    }
    const Tile point{kRange.begin + i, kRange.begin + i + 1};
    if (values.reasons_of(point) != kept.reasons_of(point)) return false;
    if (values.warnings_of(point) != kept.warnings_of(point)) return false;
  }
  return true;
}

TEST(TileStorage, GivesBackWhatItKept) {
  const TestDirectory dir;
  keep_all(dir.path / "x");
  Empty values;
  TileStorage storage(dir.path / "x", "print");
  storage.load(values);
  EXPECT_EQ(std::ranges::count(values.finished, 1), 100);
  EXPECT_TRUE(as_kept(values));
  storage.remove();
  EXPECT_THAT(dir.content(), IsEmpty());
}

TEST(TileStorage, RefusesAnotherSweepAndASecondWriter) {
  const TestDirectory dir;
  keep_all(dir.path / "x");
  EXPECT_THAT(error_of([&] { TileStorage(dir.path / "x", "other"); }),
              HasSubstr("is of another model"));
  const TileStorage first(dir.path / "x", "print");
  EXPECT_THAT(error_of([&] { TileStorage(dir.path / "x", "print"); }),
              HasSubstr("another quflux is working on"));
  EXPECT_THAT(error_of([&] { RowStorage::remove(dir.path / "x"); }),
              HasSubstr("another quflux is working on"));
}

TEST(TileStorage, KeepsWhatWasThereWhenTheDiskIsFull) {
  const TestDirectory dir;
  const Filled values;
  {
    TileStorage storage(dir.path / "x", "print");
    storage.keep({{values, {1000, 1013}}});
    const FileSizeLimit limit(20000);
    std::vector<TileStorage::Run> runs;
    for (std::size_t begin = 1013; begin < 1100; ++begin) runs.push_back({values, {begin, 1100}});
    EXPECT_THAT(error_of([&] { storage.keep(runs); }), HasSubstr("cannot keep results in"));
  }
  Empty kept;
  TileStorage(dir.path / "x", "print").load(kept);
  EXPECT_EQ(std::ranges::count(kept.finished, 1), 13);
  EXPECT_TRUE(as_kept(kept));
}

// A flipped bit is refused, or what it spoilt counts as not kept.
TEST(TileStorage, AThousandFlippedBitsDoNoHarm) {
  const TestDirectory dir;
  keep_all(dir.path / "x");
  const std::string whole = read_file(dir.path / "x");
  std::mt19937_64 random(1);
  int refused = 0;
  int lost = 0;
  for (int k = 0; k < 1000; ++k) {
    std::string flipped = whole;
    const std::uint64_t bit = random() % (8 * whole.size());
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const fs::path path = dir.path / "flipped";
    write_file(path, flipped);
    Empty values;
    try {
      TileStorage(path, "print").load(values);
    } catch (const Error&) {
      ++refused;
    }
    ASSERT_TRUE(as_kept(values)) << "bit " << bit;
    lost += std::ranges::count(values.finished, 1) < 100 ? 1 : 0;
    for (const std::string& name : dir.content()) {
      if (name != "x") fs::remove(dir.path / name);
    }
  }
  // Most bits are those of numbers, and none of them is taken over.
  EXPECT_GT(lost, 300);
  EXPECT_GT(refused, 10);
}

}  // namespace
}  // namespace quflux::inline files
