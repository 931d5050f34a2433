// What a run of a single-loop method on a network takes in memory, by formula from its shapes.
#pragma once

#include <bros/action/make.hpp>
#include <bros/subspace/make.hpp>
#include <bros/torch/problem.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bros::network {

/// Bytes by name, in the order in which they were added.
class MemoryAccount {
 public:
  /// What counts as a parameter is left out of without_parameters(). `saved` and `scratch` are tensors, `objects` what
  /// libtorch keeps for the graph beside them.
  enum class Kind { parameters, method, subspace, saved, scratch, objects };
  /// One line of the account.
  struct Entry {
    Kind kind;
    std::string what;
    std::int64_t bytes;
  };
  /// Adds a line, unless it is of 0 bytes.
  void add(Kind kind, std::string what, std::int64_t bytes) {
    if (bytes > 0) entries_.push_back({kind, std::move(what), bytes});
  }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] std::int64_t total() const {
    std::int64_t sum = 0;
    for (const Entry& entry : entries_) sum += entry.bytes;
    return sum;
  }
  /// The bytes of one kind.
  [[nodiscard]] std::int64_t of(Kind kind) const {
    std::int64_t sum = 0;
    for (const Entry& entry : entries_) sum += entry.kind == kind ? entry.bytes : 0;
    return sum;
  }
  [[nodiscard]] std::int64_t without_parameters() const { return total() - of(Kind::parameters); }

 private:
  std::vector<Entry> entries_;
};

/// What a single loop is made of, by names.
struct LoopKinds {
  std::string sampler, action;
  [[nodiscard]] bool is_full() const { return sampler == Full<float>::kind; }
  [[nodiscard]] const ActionTraits& traits() const { return kind_named(action_list<float>(), "action", action); }
  /// Whether layers keep their inputs whole.
  [[nodiscard]] bool keeps_inputs() const { return is_full() || traits().full_tangents; }
};

namespace detail {
template <class S>
constexpr auto bytes_of = static_cast<std::int64_t>(sizeof(S));

/// What a realisation of the sampler stores.
template <NetworkScalar S>
std::int64_t subspace_bytes(const Blocks& blocks, const std::string& sampler) {
  std::int64_t rows = 0, bases = 0, longest = 0, widest = 0;
  for (const Block& b : blocks) {
    rows += b.rows, bases += b.rows * b.rank;
    longest = std::max(longest, b.rows), widest = std::max(widest, b.rank);
  }
  const std::int64_t panel = std::min<std::int64_t>(32, widest);
  if (sampler == Coordinates<S>::kind) return rows * bytes_of<Index>;
  if (sampler == Hadamard<S>::kind) return rows * (bytes_of<Index> + bytes_of<S>)+longest * bytes_of<S>;
  if (sampler == Haar<S>::kind) return (bases + longest * panel + 2 * panel * panel + 2 * panel * widest) * bytes_of<S>;
  return 0;
}
/// What an action keeps beside W and its answer: block vectors of B, and a second subspace.
template <NetworkScalar S>
std::int64_t action_bytes(const Blocks& blocks, const LoopKinds& kinds) {
  if (kinds.is_full() || kinds.action == Plain<S>::kind.name || kinds.action == OneSided<S>::kind.name) return 0;
  const std::int64_t projected = blocks.projected().size() * bytes_of<S>;
  if (kinds.action == Decoupled<S>::kind.name) return projected + subspace_bytes<S>(blocks, kinds.sampler);
  if (!any_projected(blocks)) return 0;
  std::int64_t rows = 0;
  for (const Block& b : blocks) rows += b.rank;
  return 2 * projected * (kinds.action == ExactWeights<S>::kind.name ? rows : 1);
}
/// Nodes, metadata of tensors and what they point to, in libtorch 1.13: measured, the same for every shape.
constexpr std::int64_t objects_of_a_perceptron = 60'000, objects_of_a_block = 170'000, objects_outside_blocks = 85'000;
}  // namespace detail

/// All that stays from one iteration to the next: x, Y, Z, h, gradients and actions, the subspace; and the gradients
/// that autograd keeps of the blocks of one row, which it differentiates in by itself.
/// Shapes:   blocks with the ranks of the method, also where it moves in the full space; d = dim(x)
/// Ensures:  what the classes store in arrays that grow with the problem; objects of fixed size are left out
template <NetworkScalar S>
void account_method(MemoryAccount& account, const LoopKinds& kinds, const Blocks& asked, Index d) {
  using Kind = MemoryAccount::Kind;
  constexpr std::int64_t s = detail::bytes_of<S>;
  const Blocks blocks = kinds.is_full() ? asked.with_full_rank() : asked;
  const std::int64_t full = s * blocks.full().size(), projected = s * blocks.projected().size();
  account.add(Kind::parameters, "Y", full);
  account.add(Kind::parameters, "x", s * d);
  account.add(Kind::method, "Z", full);
  account.add(Kind::method, "h, grad_x f, D_xY g [Z]", 3 * s * d);
  account.add(Kind::method, "grad_B g, grad_B f, Hhat[Z] - grad_B f", 3 * projected);
  if (!kinds.is_full() && !kinds.traits().full_cross) account.add(Kind::method, "W = P^T Z", projected);
  account.add(Kind::method, "probes of the action", detail::action_bytes<S>(blocks, kinds));
  if (!kinds.is_full() && kinds.action == Decoupled<S>::kind.name) account.add(Kind::method, "lifted tangent", full);
  account.add(Kind::subspace, "P (" + kinds.sampler + ")", detail::subspace_bytes<S>(blocks, kinds.sampler));
  std::int64_t whole = 0;
  for (const Block& b : blocks) whole += b.rows == 1 ? b.cols : 0;
  account.add(Kind::saved, "gradients of blocks of one row", s * whole);
}

/// How a layer keeps its input for derivatives: X itself, or X P of r/m its size.
struct KeptInput {
  bool whole;
  RankRule rank;
  /// Numbers a sample.
  [[nodiscard]] std::int64_t size(std::int64_t inputs) const { return whole ? inputs : rank({"", inputs, 1, {}}); }
};

/// A perceptron of one hidden layer, whose minibatch, or the part of it that is worked on at once, has N samples.
/// Math:     saved N (k_0 + k_1 + m_1/s + 3 c), of the inputs m_0 and m_1 to the layers k_0 and k_1 are kept, of relu a
///           byte a number, of the loss and the last layer three times the c logits; an action takes another 3 N m_1
/// Ensures:  the largest peak over an iteration, which is in the action, for m_1 that is not small beside m_0
template <NetworkScalar S>
void account_perceptron(MemoryAccount& account, std::int64_t inputs, std::int64_t hidden, std::int64_t classes,
                        std::int64_t samples, const KeptInput& kept) {
  using Kind = MemoryAccount::Kind;
  const std::int64_t numbers = samples * detail::bytes_of<S>;
  account.add(Kind::saved, "inputs of layers", numbers * (kept.size(inputs) + kept.size(hidden)));
  account.add(Kind::saved, "signs of relu", samples * hidden);
  account.add(Kind::saved, "logits: probabilities, gradients", numbers * 3 * classes);
  account.add(Kind::scratch, "hidden layer in an action", numbers * 3 * hidden);
  account.add(Kind::objects, "objects of the graph", detail::objects_of_a_perceptron);
}

/// A transformer of `depth` blocks (TransformerBlock) between a linear layer with positions, and a norm, a mean over
/// tokens and a linear head: R = samples x tokens rows.
struct TransformerShape {
  std::int64_t samples, tokens, inputs, width, heads, hidden, depth;
};
/// Math:     numbers a row, with w = width, v = hidden, a = heads x tokens, k_m what is kept of an input of size m:
///             saved    k_inputs + 3 w + depth (3 k_w + k_v + 13 w + 3 a + 3 v)
///             action   depth (8 w + 2 a + 2 v) + max(9 w, 2 v) where inputs are kept whole, otherwise
///                      depth (5 w + 3 k_w + 2 a + v + k_v) + max(9 w, w + 3 v - k_v)
/// Ensures:  counts of the tensors that libtorch 1.13 holds when memory is at its peak, which is in the action: at the
///           last gelu or at the last norm, whichever is more
template <NetworkScalar S>
void account_transformer(MemoryAccount& account, const TransformerShape& t, const KeptInput& kept) {
  using Kind = MemoryAccount::Kind;
  const std::int64_t row = t.samples * t.tokens * detail::bytes_of<S>, w = t.width, v = t.hidden,
                     a = t.heads * t.tokens, kw = kept.size(w), kv = kept.size(v), depth = t.depth;
  account.add(Kind::saved, "inputs of layers", row * (kept.size(t.inputs) + depth * (3 * kw + kv)));
  account.add(Kind::saved, "attention: queries, keys, values, weights and gradients", row * depth * (3 * a + 9 * w));
  account.add(Kind::saved, "norms, sums and gradients of layers", row * (3 * w + depth * 4 * w));
  account.add(Kind::saved, "gelu and its gradients", row * depth * 3 * v);
  account.add(Kind::scratch, "attention in an action", row * depth * (2 * a));
  const std::int64_t waiting = kept.whole ? 8 * w + 2 * v : 5 * w + 3 * kw + v + kv;
  const std::int64_t at_norm = 9 * w, at_gelu = kept.whole ? 2 * v : w + 3 * v - kv;
  account.add(Kind::scratch, "derivatives that wait in an action", row * depth * waiting);
  account.add(Kind::scratch, "norm or gelu in an action", row * std::max(at_norm, at_gelu));
  account.add(Kind::objects, "objects of the graph",
              detail::objects_outside_blocks + depth * detail::objects_of_a_block);
}

}  // namespace bros::network
