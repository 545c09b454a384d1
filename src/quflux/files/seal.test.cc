#include "quflux/files/seal.h"

#include <random>

#include "quflux/core/testing.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/netcdf.h"

namespace quflux::inline files {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Seal : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove(path_); }

  bool sealed() const {
    try {
      require_sealed(path_, "x");
    } catch (const Error&) {
      return false;
    }
    return true;
  }

  fs::path path_ =
      fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(Seal, IsBehindTheContentAndBreaksWithEachBit) {
  Dataset dataset;
  dataset.dimensions = {{"x", 2000}};
  dataset.variables = {{"x", {"x"}, std::vector<double>(2000, 0.1), "", "", {}}};
  write_netcdf(dataset, path_);
  EXPECT_TRUE(sealed());
  EXPECT_EQ(numbers(read_netcdf(path_), "x"), std::vector<double>(2000, 0.1));
  EXPECT_EQ(numbers(NetcdfReader(path_).dataset(""), "x"), std::vector<double>(2000, 0.1));

  const std::string bytes = read_file(path_);
  std::mt19937_64 random(7);
  for (int k = 0; k < 1000; ++k) {
    std::string flipped = bytes;
    flipped[random() % bytes.size()] ^= static_cast<char>(1U << (random() % 8));
    write_file(path_, flipped);
    EXPECT_FALSE(sealed()) << k;
  }
  for (const std::string& other :
       {bytes.substr(0, bytes.size() - 1), bytes.substr(1), bytes + " ", std::string()}) {
    write_file(path_, other);
    EXPECT_FALSE(sealed());
  }
  write_file(path_, bytes);
  EXPECT_TRUE(sealed());
}

TEST_F(Seal, SaysWhatToDo) {
  write_file(path_, "something else");
  EXPECT_THAT(error_of([&] { require_sealed(path_, ""); }), HasSubstr("is not a NetCDF file"));
  write_file(path_, "\x89HDF\r\n\x1a\n and something else");
  EXPECT_THAT(error_of([&] { require_sealed(path_, "compute it again"); }),
              HasSubstr("does not end with the checksum of its content; compute it again"));
  EXPECT_THAT(error_of([&] { require_sealed(path_ / "x", ""); }), HasSubstr("Not a directory"));
  // Longer than a block.
  write_file(path_, std::string(3 << 20U, 'x'));
  write_file(path_, read_file(path_) + seal(path_));
  EXPECT_TRUE(sealed());
}

}  // namespace
}  // namespace quflux::inline files
