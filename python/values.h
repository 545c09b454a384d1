#pragma once

#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "python/arguments.h"
#include "python/bindings.h"
#include "python/call.h"

/// Frozen values: objects that are what their fields are, and that nothing changes.
namespace quflux::python {

/// An argument that makes a value, and what the value tells of it.
template <class Get>
struct Field {
  const char* name;
  Get get;
};
template <class Get>
Field(const char*, Get) -> Field<Get>;

inline bool is_array(nb::handle given) {
  return nb::isinstance(given, nb::module_::import_("numpy").attr("ndarray"));
}

/// Whether two objects are equal: arrays as a whole, dictionaries in the order of their keys.
inline bool equal(nb::handle a, nb::handle b) {
  if (a.is(b)) return true;
  if (nb::isinstance<nb::dict>(a) && nb::isinstance<nb::dict>(b)) {
    const auto one = nb::borrow<nb::dict>(a);
    const auto other = nb::borrow<nb::dict>(b);
    if (!one.keys().equal(other.keys())) return false;
    for (const auto& [key, value] : one) {
      if (!equal(value, nb::object(other[key]))) return false;
    }
    return true;
  }
  if (!is_array(a) && !is_array(b)) return a.equal(b);
  return nb::cast<bool>(nb::module_::import_("numpy").attr("array_equal")(a, b));
}

/// The hash of the values of a dictionary; equal ones have the same.
inline Py_hash_t hash_of(const nb::dict& fields) {
  nb::list values;
  for (const auto& [name, value] : fields) {
    // Zeros of both signs are equal.
    values.append(is_array(value) ? (nb::borrow(value) + nb::float_(0.0)).attr("tobytes")()
                                  : nb::borrow(value));
  }
  return nb::hash(nb::tuple(values));
}

/// The value of an object; TypeError where it was never initialized.
template <class T>
const T& value_of(nb::handle_t<T> self) {
  if (!nb::inst_ready(self)) throw nb::type_error("the object was never initialized");
  return *nb::inst_ptr<T>(self);
}

/// What copies and pickles: the class is called with the fields again.
inline nb::tuple made_again(nb::handle self, const nb::dict& fields) {
  return nb::make_tuple(nb::module_::import_("quflux._arguments").attr("made"),
                        nb::make_tuple(self.type(), fields));
}

/// Adds what makes a class one of values: a read-only property for each field, ==, hash, copies and
/// pickles. `cls` is made by calling it with its fields as keywords.
template <class T, class... Extra, class... Get>
auto bind_value(nb::class_<T, Extra...>& cls, Field<Get>... fields) {
  (cls.def_prop_ro(fields.name, fields.get), ...);
  const auto dict = [fields...](const T& value) {
    nb::dict result;
    ((result[fields.name] = nb::cast(std::invoke(fields.get, value))), ...);
    return result;
  };
  cls.attr("__match_args__") = nb::make_tuple(fields.name...);
  cls.def("_fields", dict);
  cls.def("__reduce__",
          [dict](nb::handle_t<T> self) { return made_again(self, dict(value_of(self))); });
  cls.def("__hash__", [dict](const T& self) { return hash_of(dict(self)); });
  cls.def(
      "__eq__",
      [dict](const T& self, nb::handle other) {
        if (!nb::isinstance<T>(other)) return nb::object(nb::not_implemented());
        const T& same = nb::cast<const T&>(other);
        return nb::object(nb::bool_(equal(dict(self), dict(same))));
      },
      nb::arg("other").none(), nb::sig("def __eq__(self, other: object, /) -> bool"));
  return dict;
}

/// The same with a representation like that of the call that makes it: "Drude(coefficient=0.1,
/// ...)".
template <class T, class... Extra, class... Get>
void bind_plain_value(nb::class_<T, Extra...>& cls, Field<Get>... fields) {
  const auto dict = bind_value(cls, fields...);
  cls.def("__repr__", [dict](nb::handle_t<T> self) {
    std::string text;
    for (const auto& [name, value] : dict(value_of(self))) {
      text +=
          (text.empty() ? "" : ", ") + nb::cast<std::string>(name) + "=" + nb::repr(value).c_str();
    }
    return nb::cast<std::string>(self.type().attr("__name__")) + "(" + text + ")";
  });
}

/// How a member of a struct is made from what is given for the key `key` of `what`, and its type in
/// stubs. `where` begins messages.
template <class M>
struct Given;
template <>
struct Given<double> {
  static constexpr const char* kType = "float";
  static double convert(const nb::object& given, const std::string& where, const char* key,
                        const char* what) {
    return Real{given}.number(where, key, what);
  }
};
template <>
struct Given<std::string> {
  static constexpr const char* kType = "str";
  static std::string convert(const nb::object& given, const std::string& where, const char* key,
                             const char* what) {
    return text(given, fmt::format("{}'{}' of {}", where, key, what));
  }
};
template <class M>
struct Given<std::optional<M>> {
  static inline const std::string kType = std::string(Given<M>::kType) + " | None";
  static std::optional<M> convert(const nb::object& given, const std::string& where,
                                  const char* key, const char* what) {
    if (given.is_none()) return std::nullopt;
    return Given<M>::convert(given, where, key, what);
  }
};

/// A member of a struct that is an argument, perhaps with a default.
template <class Owner, class M>
struct Member {
  const char* name;
  M Owner::*at;
  std::optional<nb::object> otherwise = std::nullopt;
};

/// What of a value, whose first members are known, begins a message about the next one.
template <class T>
std::string place(const T& /*made*/) {
  return "";
}

/// A class of values that are structs; `what` they are in messages.
template <class T, class... Owner, class... M>
void bind_struct(nb::class_<T>& cls, const char* what, Member<Owner, M>... members) {
  const Signature signature{{Parameter{members.name, Given<M>::kType, members.otherwise}...},
                            sizeof...(M)};
  bind_constructor(cls, signature, [=](const std::vector<nb::object>& given) {
    T made{};
    auto next = given.begin();
    ((made.*members.at = Given<M>::convert(*next++, place(made), members.name, what)), ...);
    return made;
  });
  bind_plain_value(cls,
                   Field{members.name, [at = members.at](const T& value) { return value.*at; }}...);
}

/// Slots of a class whose values hold Python objects, which may refer to the value in turn: the
/// garbage collector finds them through T::held().
template <class T>
PyType_Slot* collected() {
  static PyType_Slot slots[] = {
      {Py_tp_traverse, reinterpret_cast<void*>(+[](PyObject* self, visitproc visit, void* arg) {
         Py_VISIT(Py_TYPE(self));
         if (!nb::inst_ready(self)) return 0;
         for (const nb::object* held : nb::inst_ptr<T>(self)->held()) Py_VISIT(held->ptr());
         return 0;
       })},
      {Py_tp_clear, reinterpret_cast<void*>(+[](PyObject* self) {
         if (!nb::inst_ready(self)) return 0;
         for (nb::object* held : nb::inst_ptr<T>(self)->held()) *held = nb::none();
         return 0;
       })},
      {0, nullptr}};
  return slots;
}

}  // namespace quflux::python
