// Quadratic problems as JSON. Optional: needs nlohmann-json.
#pragma once

#include <bros/core/number.hpp>
#include <bros/problem/io/read_json.hpp>
#include <bros/problem/quadratic.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <initializer_list>
#include <limits>
#include <set>
#include <string>

namespace bros {

namespace detail {

/// Reads one JSON document and names the field in every complaint.
template <RealScalar S>
class QuadraticReader {
 public:
  static QuadraticData<S> read(const nlohmann::json& document) {
    only_keys(document, "", {"lower", "upper", "noise", "blocks", "x0", "y0"});
    QuadraticData<S> data;
    const auto& lower = object(document, "", "lower", {"A", "C", "a"});
    const auto& upper = object(document, "", "upper", {"F", "K", "H", "f", "h"});
    data.lower = {matrix(lower, "lower.", "A"), matrix(lower, "lower.", "C"), vector(lower, "lower.", "a")};
    data.upper = {matrix(upper, "upper.", "F"), matrix(upper, "upper.", "K"), matrix(upper, "upper.", "H"),
                  vector(upper, "upper.", "f"), vector(upper, "upper.", "h")};
    if (document.contains("noise")) {
      const auto& noise =
          object(document, "", "noise",
                 {"lower_gradient", "hessian", "cross", "upper_gradient_lower", "upper_gradient_upper"});
      const auto level = [&](const char* name) {
        return noise.contains(name) ? number(noise.at(name), std::string("noise.") + name) : S(0);
      };
      data.noise = {level("lower_gradient"), level("hessian"), level("cross"), level("upper_gradient_lower"),
                    level("upper_gradient_upper")};
    }
    const auto& blocks = member(document, "", "blocks");
    check(blocks.is_array(), "blocks", blocks, "must be an array of {rows, cols, rank}");
    for (std::size_t l = 0; l < blocks.size(); ++l) {
      const std::string field = "blocks[" + std::to_string(l) + "]";
      only_keys(blocks[l], field + ".", {"rows", "cols", "rank"});
      data.blocks.push_back({whole(blocks[l], field + ".", "rows"), whole(blocks[l], field + ".", "cols"),
                             whole(blocks[l], field + ".", "rank")});
    }
    data.x0 = document.contains("x0") ? vector(document, "", "x0") : Vector<S>::Zero(data.lower.C.rows());
    data.y0 = document.contains("y0") ? vector(document, "", "y0") : Vector<S>::Zero(data.lower.A.rows());
    return data;
  }

 private:
  using json = nlohmann::json;

  static void check(bool holds, const std::string& field, const json& value, const std::string& allowed) {
    if (!holds) require(false, field.c_str(), shown_json(value), allowed);
  }
  static void only_keys(const json& value, const std::string& prefix, std::initializer_list<const char*> allowed) {
    const std::string where = prefix.empty() ? "document" : prefix.substr(0, prefix.size() - 1);
    check(value.is_object(), where, value, "must be an object");
    std::string list;
    for (const char* key : allowed) list += (list.empty() ? "" : ", ") + std::string(key);
    const std::set<std::string> known(allowed.begin(), allowed.end());
    for (const auto& [key, unused] : value.items())
      require(known.contains(key), (prefix + key).c_str(), "unknown field", "fields here are " + list);
  }
  static const json& member(const json& parent, const std::string& prefix, const char* name) {
    require(parent.contains(name), (prefix + name).c_str(), "missing", "is required");
    return parent.at(name);
  }
  static const json& object(const json& parent, const std::string& prefix, const char* name,
                            std::initializer_list<const char*> keys) {
    const json& value = member(parent, prefix, name);
    only_keys(value, prefix + name + ".", keys);
    return value;
  }
  static S number(const json& value, const std::string& field) {
    if (value.is_number_float()) return S(value.get<double>());
    check(value.is_string() || value.is_number(), field, value, "must be a number, or a string that holds one");
    return read_number<S>(field.c_str(), value.is_string() ? value.get_ref<const std::string&>() : value.dump());
  }
  static Index whole(const json& parent, const std::string& prefix, const char* name) {
    const json& value = member(parent, prefix, name);
    check(value.is_number_integer(), prefix + name, value, "must be a whole number");
    check(value >= 1 && value <= (1 << 20), prefix + name, value, "must be between 1 and 2^20");
    return value.get<Index>();
  }
  static Vector<S> vector(const json& parent, const std::string& prefix, const char* name) {
    return entries(member(parent, prefix, name), prefix + name);
  }
  static Vector<S> entries(const json& value, const std::string& field) {
    check(value.is_array(), field, value, "must be an array of numbers");
    Vector<S> v(static_cast<Index>(value.size()));
    for (std::size_t i = 0; i < value.size(); ++i)
      v[static_cast<Index>(i)] = number(value[i], field + "[" + std::to_string(i) + "]");
    return v;
  }
  static Matrix<S> matrix(const json& parent, const std::string& prefix, const char* name) {
    const json& value = member(parent, prefix, name);
    const std::string field = prefix + name;
    const auto row_field = [&](std::size_t i) { return field + "[" + std::to_string(i) + "]"; };
    check(value.is_array() && !value.empty(), field, value, "must be an array of rows");
    for (std::size_t i = 0; i < value.size(); ++i) {  // before the first row says how large the matrix is to be
      check(value[i].is_array(), row_field(i), value[i], "must be an array of numbers");
      if (value[i].size() != value[0].size())
        require(false, row_field(i).c_str(), std::to_string(value[i].size()) + " entries",
                "must have as many entries as the first row, " + std::to_string(value[0].size()));
    }
    Matrix<S> m(static_cast<Index>(value.size()), static_cast<Index>(value[0].size()));
    for (std::size_t i = 0; i < value.size(); ++i)
      m.row(static_cast<Index>(i)) = entries(value[i], row_field(i)).transpose();
    return m;
  }
};

template <RealScalar S>
nlohmann::json number_to_json(const S& value) {
  if constexpr (std::same_as<S, double>) {
    return value;
  } else {
    return bros::text_of(value, std::numeric_limits<S>::max_digits10);
  }
}
template <RealScalar S>
nlohmann::json vector_to_json(const Vector<S>& v) {
  auto list = nlohmann::json::array();
  for (Index i = 0; i < v.size(); ++i) list.push_back(number_to_json(v[i]));
  return list;
}
template <RealScalar S>
nlohmann::json matrix_to_json(const Matrix<S>& m) {
  auto list = nlohmann::json::array();
  for (Index i = 0; i < m.rows(); ++i) list.push_back(vector_to_json<S>(m.row(i).transpose()));
  return list;
}

}  // namespace detail

/// The data of a quadratic problem from JSON; matrices are arrays of rows:
///   {"lower": {"A","C","a"}, "upper": {"F","K","H","f","h"}, "blocks": [{"rows","cols","rank"}],
///    "noise": {"lower_gradient","hessian","cross","upper_gradient_lower","upper_gradient_upper"}, "x0", "y0"}
/// A number may be a string, which is then read in the scalar itself (number_from). `noise` and its levels, x0 and y0
/// default to 0. Requires: the fields above and no others [-> ArgumentError that names the field, e.g. lower.A[2][0]];
/// shapes and
///           definiteness are checked by Quadratic
template <RealScalar S>
[[nodiscard]] QuadraticData<S> quadratic_from_json(const nlohmann::json& document) {
  return detail::QuadraticReader<S>::read(document);
}

/// The inverse of quadratic_from_json; other scalars than double are written as strings, with all their digits.
template <RealScalar S>
[[nodiscard]] nlohmann::json quadratic_to_json(const QuadraticData<S>& data) {
  using namespace detail;
  const auto& n = data.noise;
  auto blocks = nlohmann::json::array();
  for (const Block& b : data.blocks) blocks.push_back({{"rows", b.rows}, {"cols", b.cols}, {"rank", b.rank}});
  return {
      {"lower",
       {{"A", matrix_to_json(data.lower.A)}, {"C", matrix_to_json(data.lower.C)}, {"a", vector_to_json(data.lower.a)}}},
      {"upper",
       {{"F", matrix_to_json(data.upper.F)},
        {"K", matrix_to_json(data.upper.K)},
        {"H", matrix_to_json(data.upper.H)},
        {"f", vector_to_json(data.upper.f)},
        {"h", vector_to_json(data.upper.h)}}},
      {"noise",
       {{"lower_gradient", number_to_json(n.lower_gradient)},
        {"hessian", number_to_json(n.hessian)},
        {"cross", number_to_json(n.cross)},
        {"upper_gradient_lower", number_to_json(n.upper_gradient_lower)},
        {"upper_gradient_upper", number_to_json(n.upper_gradient_upper)}}},
      {"blocks", blocks},
      {"x0", vector_to_json(data.x0)},
      {"y0", vector_to_json(data.y0)}};
}

/// Reads a file.   Requires: what read_json does, and JSON as above [-> ArgumentError]
template <RealScalar S>
[[nodiscard]] QuadraticData<S> read_quadratic(const std::filesystem::path& file) {
  return quadratic_from_json<S>(read_json("file", file));
}

}  // namespace bros
