#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "python/bindings.h"

/// Constructors that say in the words of the package what a call of theirs lacks.
namespace quflux::python {

/// An argument of a constructor.
struct Parameter {
  std::string name;
  std::string type;                                    ///< as stubs write it
  std::optional<nb::object> otherwise = std::nullopt;  ///< where it is not given
};

struct Signature {
  std::vector<Parameter> parameters;
  std::size_t by_position;  ///< so many of them need no name
};

/// "def __init__(self, name: str, spin: float = 0.5) -> None".
std::string stub(const Signature& signature);

/// The arguments of a call, in the order of the parameters. Throws TypeError that names what is
/// lacking, unknown, given twice or one too many; `of` is what was called.
std::vector<nb::object> arguments_of(const std::string& of, const Signature& signature,
                                     const nb::args& given, const nb::kwargs& named);

/// Adds a constructor: `make(arguments)` is the value.
template <class T, class... Extra, class Make>
void bind_constructor(nb::class_<T, Extra...>& cls, const Signature& signature, const Make& make) {
  const auto of = nb::cast<std::string>(cls.attr("__name__"));
  const std::string text = stub(signature);
  cls.def(
      "__init__",
      [of, signature, make](T* self, const nb::args& given, const nb::kwargs& named) {
        new (self) T(make(arguments_of(of, signature, given, named)));
      },
      nb::sig(text.c_str()));
}

}  // namespace quflux::python
