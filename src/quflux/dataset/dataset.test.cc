#include "quflux/dataset/dataset.h"

#include "quflux/core/testing.h"

namespace quflux::inline dataset {
namespace {

Dataset example() {
  Dataset d;
  d.dimensions = {{"omega", 2}, {"bath", 3}};
  d.variables = {{"omega", {"omega"}, std::vector<double>{1, 2}, "1", "", {}},
                 {"bath", {"bath"}, std::vector<std::string>{"a", "b", "c"}, "", "", {}},
                 {"flow", {"omega", "bath"}, std::vector<double>(6), "", "", {}}};
  return d;
}

TEST(Dataset, ValidOneIsAccepted) {
  EXPECT_NO_THROW(validate(example()));
  EXPECT_NO_THROW(validate(Dataset{}));
  EXPECT_TRUE(is_coordinate(example().variables[1]));
  EXPECT_FALSE(is_coordinate(example().variables[2]));
}

TEST(Dataset, WrongNumberOfValues) {
  Dataset d = example();
  d.variables[2].values = std::vector<double>(5);
  EXPECT_EQ(error_of([&] { validate(d); }),
            "the variable 'flow' has 5 values; its dimensions (omega 2, bath 3) ask for 6");
}

TEST(Dataset, UnknownDimension) {
  Dataset d = example();
  d.variables[2].dimensions = {"omega", "site"};
  EXPECT_EQ(error_of([&] { validate(d); }),
            "the variable 'flow' has the dimension 'site', which the dataset does not have");
}

TEST(Dataset, EmptyOrRepeatedDimension) {
  Dataset d = example();
  d.dimensions[0].second = 0;
  EXPECT_EQ(error_of([&] { validate(d); }),
            "the dimension 'omega' has the size 0; it must be >= 1");
  d = example();
  d.dimensions.push_back(d.dimensions[0]);
  EXPECT_EQ(error_of([&] { validate(d); }),
            "the dimension 'omega' is given twice; names must be unique");
}

TEST(Dataset, RepeatedVariable) {
  Dataset d = example();
  d.variables.push_back(d.variables[2]);
  EXPECT_EQ(error_of([&] { validate(d); }),
            "the variable 'flow' is given twice; names must be unique");
}

TEST(Dataset, VariableNamedLikeADimensionMustBeItsCoordinate) {
  Dataset d = example();
  d.variables[2].name = "bath";
  d.variables.erase(d.variables.begin() + 1);
  EXPECT_EQ(error_of([&] { validate(d); }),
            "the variable 'bath' is named like a dimension; its only dimension must be 'bath'");
}

TEST(Dataset, NamesThatNetCdfRefuses) {
  for (const char* name : {"", "a/b", "1a", "_a", "a b", "a\n", "ä", ".a"}) {
    SCOPED_TRACE(name);
    Dataset d = example();
    d.variables[2].name = name;
    EXPECT_THAT(error_of([&] { validate(d); }), ::testing::StartsWith("a variable is named '"));
  }
  Dataset d = example();
  d.variables[2].name = std::string(256, 'a');
  error_of([&] { validate(d); });
  d.variables[2].name = "bath.cold-1@x_+";
  EXPECT_NO_THROW(validate(d));
}

TEST(Dataset, ReservedOrBrokenAttributes) {
  for (const char* name : {"units", "long_name", "Conventions", "CLASS", "_FillValue", "a b"}) {
    SCOPED_TRACE(name);
    Dataset d = example();
    d.attributes[name] = 1.0;
    error_of([&] { validate(d); });
    d = example();
    d.variables[0].attributes[name] = 1.0;
    error_of([&] { validate(d); });
  }
  Dataset d = example();
  d.attributes["a"] = std::string("null\0character", 14);
  error_of([&] { validate(d); });
  d.attributes["a"] = std::string("\xFF");
  error_of([&] { validate(d); });
  d.attributes["a"] = std::vector<double>{};
  EXPECT_EQ(error_of([&] { validate(d); }),
            "the attribute 'a' of the dataset is an empty list; it must hold a number");
}

TEST(Dataset, Lookup) {
  const Dataset d = example();
  EXPECT_EQ(numbers(d, "omega"), (std::vector<double>{1, 2}));
  EXPECT_EQ(strings(d, "bath").at(2), "c");
  EXPECT_EQ(find_variable(d, "x"), nullptr);
  EXPECT_EQ(error_of([&] { numbers(d, "x"); }),
            "the dataset has no variable 'x'; it has: omega, bath, flow");
  EXPECT_EQ(error_of([&] { numbers(d, "bath"); }), "the variable 'bath' does not hold numbers");
}

}  // namespace
}  // namespace quflux::inline dataset
