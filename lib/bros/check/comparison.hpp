// Block vectors that should be equal: where they differ most, and what pattern the differences have.
#pragma once

#include <bros/check/report.hpp>
#include <bros/core/blocks.hpp>

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bros {

/// The largest absolute value of each block.
template <Scalar S>
[[nodiscard]] Vector<S> block_sizes(const BlockVector<S>& v) {
  Vector<S> sizes(v.layout().count());
  for (Index l = 0; l < sizes.size(); ++l) sizes[l] = v.block(l).size() ? S(v.block(l).cwiseAbs().maxCoeff()) : S(0);
  return sizes;
}

/// f(l, i) for every entry i of flat(), l being the block in which it is.
template <class F>
void for_each_entry(const Layout& layout, const F& f) {
  for (Index l = 0; l < layout.count(); ++l)
    for (Index i = layout.offset(l), end = i + layout.rows(l) * layout.cols(l); i < end; ++i) f(l, i);
}
/// Says of a finding that it is of entry i of flat(), in block l. `of_x`: the vector is of x.
inline void locate(Finding& finding, const Layout& layout, Index l, Index i, bool of_x) {
  const Index inside = i - layout.offset(l);
  finding.block = of_x ? -1 : l, finding.row = inside % layout.rows(l), finding.col = inside / layout.rows(l);
}

/// Pairs (answered, expected) of one quantity. A finding is ok if every entry of every pair deviates by at most the
/// tolerance of its block; not a number deviates infinitely.
/// Ensures:  a hint is given only if what it says explains, in every block that deviates, every pair to eight times the
///           tolerances: an alternative suggested by the caller (every pair that deviates); a constant factor; entries
///           of a block read row by row; blocks in another order
template <RealScalar S>
class Comparison {
 public:
  /// `of_x`: the vectors are of x, one block of one column.
  Comparison(std::string quantity, std::string check, bool of_x = false)
      : quantity_(std::move(quantity)), check_(std::move(check)), of_x_(of_x) {}

  /// Shapes:   one tolerance for each block
  void add(BlockVector<S> answered, BlockVector<S> expected, Vector<S> tolerance, std::string where) {
    pairs_.push_back({std::move(answered), std::move(expected), std::move(tolerance), std::move(where), {}});
  }
  /// What the last pair's answer would be if `hint` were so. To count, it must explain every pair that deviates.
  void suggest(const std::string& hint, BlockVector<S> alternative) {
    pairs_.back().alternatives.emplace_back(hint, std::move(alternative));
  }
  /// A factor of block l that has a name.
  void name_factor(Index l, const S& factor, const std::string& name) { factors_.push_back({l, factor, name}); }

  /// What the comparisons until now say.
  [[nodiscard]] Finding finding() const {
    Finding worst{.quantity = quantity_, .check = check_, .ok = true};
    double excess = -1;
    std::vector<bool> deviates(pairs_.empty() ? 0 : static_cast<std::size_t>(pairs_[0].tolerance.size()), false);
    for (const Pair& pair : pairs_)
      for_each_entry(pair.answered.layout(), [&](Index l, Index i) {
        const S a = pair.answered.flat()[i], e = pair.expected.flat()[i];
        const double by = excess_of(a, e, pair.tolerance[l]);
        if (by > 1) worst.ok = false, deviates[static_cast<std::size_t>(l)] = true;
        if (by <= excess) return;
        excess = by;
        worst.deviation = static_cast<double>(S(a > e ? a - e : e - a));
        worst.tolerance = static_cast<double>(pair.tolerance[l]);
        locate(worst, pair.answered.layout(), l, i, of_x_);
        worst.answered = static_cast<double>(a), worst.expected = static_cast<double>(e);
        worst.where = pair.where;
      });
    if (!worst.ok) worst.hint = hint(deviates);
    return worst;
  }

 private:
  struct Pair {
    BlockVector<S> answered, expected;
    Vector<S> tolerance;
    std::string where;
    std::vector<std::pair<std::string, BlockVector<S>>> alternatives;
  };
  struct Factor {
    Index block;
    S value;
    std::string name;
  };

  // The deviation in units of the tolerance; infinite if it is not a number.
  static double excess_of(const S& a, const S& e, const S& tolerance) {
    if (a == e) return 0;
    const S gap = a > e ? S(a - e) : S(e - a);
    if (!(gap <= std::numeric_limits<S>::max())) return std::numeric_limits<double>::infinity();
    if (!(tolerance > 0)) return std::numeric_limits<double>::infinity();
    return static_cast<double>(S(gap / tolerance));
  }
  /// Whether the answer is `value` to so many tolerances, in these blocks.
  static bool is(const Pair& pair, const BlockVector<S>& value, const S& tolerances, const std::vector<bool>& blocks) {
    bool agrees = true;
    for_each_entry(pair.answered.layout(), [&](Index l, Index i) {
      if (blocks[static_cast<std::size_t>(l)])
        agrees = agrees && excess_of(pair.answered.flat()[i], value.flat()[i], tolerances * pair.tolerance[l]) <= 1;
    });
    return agrees;
  }
  static bool agrees(const Pair& pair) {
    return is(pair, pair.expected, S(1), std::vector<bool>(static_cast<std::size_t>(pair.tolerance.size()), true));
  }
  template <class Candidate>
  [[nodiscard]] bool explains(const std::vector<bool>& blocks, const S& scale, const Candidate& candidate,
                              bool deviating_pairs_only = false) const {
    return std::all_of(pairs_.begin(), pairs_.end(), [&](const Pair& pair) {
      if (deviating_pairs_only && agrees(pair)) return true;
      const std::optional<BlockVector<S>> instead = candidate(pair);
      return instead && is(pair, *instead, 8 * scale, blocks);
    });
  }

  [[nodiscard]] std::string hint(const std::vector<bool>& blocks) const {
    std::string text = alternative_hint(blocks);
    if (text.empty()) text = factor_hint(blocks);
    if (text.empty()) text = row_order_hint(blocks);
    if (text.empty()) text = block_order_hint(blocks);
    const auto deviating = std::count(blocks.begin(), blocks.end(), true);
    if (deviating == static_cast<std::ptrdiff_t>(blocks.size())) return text;
    std::string only;
    for (std::size_t l = 0; l < blocks.size(); ++l)
      if (blocks[l]) only += (only.empty() ? "" : ", ") + std::to_string(l);
    return text + (text.empty() ? "" : "; ") + "all other blocks than " + only + " agree";
  }
  [[nodiscard]] std::string alternative_hint(const std::vector<bool>& blocks) const {
    const auto first = std::find_if(pairs_.begin(), pairs_.end(), [](const Pair& pair) { return !agrees(pair); });
    for (const auto& alternative : first->alternatives) {
      const std::string& text = alternative.first;
      const auto suggested = [&text](const Pair& pair) -> std::optional<BlockVector<S>> {
        for (const auto& [other, value] : pair.alternatives)
          if (other == text) return value;
        return std::nullopt;
      };
      if (explains(blocks, S(1), suggested, true)) return text;
    }
    return "";
  }
  [[nodiscard]] std::string factor_hint(const std::vector<bool>& blocks) const {
    S product(0), square(0);
    for (const Pair& pair : pairs_)
      for (Index l = 0; l < pair.tolerance.size(); ++l)
        if (blocks[static_cast<std::size_t>(l)]) {
          product += pair.answered.block(l).cwiseProduct(pair.expected.block(l)).sum();
          square += pair.expected.block(l).squaredNorm();
        }
    if (!(square > 0)) return "";
    const S ratio = product / square;
    const auto scaled = [&](const Pair& pair) -> std::optional<BlockVector<S>> {
      BlockVector<S> value = pair.expected;
      value.flat() *= ratio;
      return value;
    };
    if (!explains(blocks, S(1 + (ratio < 0 ? S(-ratio) : ratio)), scaled)) return "";
    const auto about = [&](const S& value) {
      const S gap = (ratio - value) * 1048576;
      return gap < 1 && gap > -1;
    };
    for (const auto& [value, text] : {std::pair<double, const char*>{0, "it is zero throughout: never computed?"},
                                      {-1, "ratio -1 throughout: off by the sign?"},
                                      {2, "ratio 2 throughout: off by a factor 2?"},
                                      {0.5, "ratio 1/2 throughout: off by a factor 1/2?"},
                                      {-2, "ratio -2 throughout: off by a factor 2 and the sign?"},
                                      {-0.5, "ratio -1/2 throughout: off by a factor 1/2 and the sign?"}})
      if (about(S(value))) return text + named(blocks, about);
    TextStream line;
    line << "ratio " << static_cast<double>(ratio) << " throughout: a constant factor?" << named(blocks, about);
    return line.str();
  }
  template <class About>
  [[nodiscard]] std::string named(const std::vector<bool>& blocks, const About& about) const {
    for (const Factor& factor : factors_)
      if (blocks[static_cast<std::size_t>(factor.block)] && about(factor.value)) return " (" + factor.name + ")";
    return "";
  }
  /// Whether the answers are the expected entries in the order of map_of(layout), or the other way round.
  template <class MapOf>
  [[nodiscard]] bool reordered(const std::vector<bool>& blocks, const MapOf& map_of) const {
    for (const bool inverse : {false, true}) {
      const auto moved = [&](const Pair& pair) -> std::optional<BlockVector<S>> {
        BlockVector<S> value = pair.expected;
        const std::vector<Index> map = map_of(value.layout());
        for (std::size_t i = 0; i < map.size(); ++i) {
          const Index from = inverse ? static_cast<Index>(i) : map[i], to = inverse ? map[i] : static_cast<Index>(i);
          value.flat()[to] = pair.expected.flat()[from];
        }
        return value;
      };
      if (explains(blocks, S(1), moved)) return true;
    }
    return false;
  }
  [[nodiscard]] std::string row_order_hint(const std::vector<bool>& blocks) const {
    const auto by_rows = [](const Layout& layout) {
      std::vector<Index> map;
      for (Index l = 0; l < layout.count(); ++l)
        for (Index i = 0; i < layout.rows(l); ++i)
          for (Index j = 0; j < layout.cols(l); ++j) map.push_back(layout.offset(l) + j * layout.rows(l) + i);
      return map;
    };
    return reordered(blocks, by_rows) ? "entries of a block row by row: transposed?" : "";
  }
  [[nodiscard]] std::string block_order_hint(const std::vector<bool>& blocks) const {
    if (blocks.size() < 2 || blocks.size() > 6) return "";
    std::vector<Index> order(blocks.size());
    std::iota(order.begin(), order.end(), Index{0});
    while (std::next_permutation(order.begin(), order.end())) {
      const auto by_blocks = [&](const Layout& layout) {
        std::vector<Index> map;
        for (const Index l : order)
          for (Index i = 0; i < layout.rows(l) * layout.cols(l); ++i) map.push_back(layout.offset(l) + i);
        return map;
      };
      if (!reordered(blocks, by_blocks)) continue;
      std::string text = "blocks in the order";
      for (const Index l : order) text += " " + std::to_string(l);
      return text + ": wrong block order?";
    }
    return "";
  }

  std::string quantity_, check_;
  bool of_x_;
  std::vector<Pair> pairs_;
  std::vector<Factor> factors_;
};

}  // namespace bros
