// Samplers and actions: by name, or written in Python.
#pragma once

#include "convert.hpp"

#include <bros/action/action.hpp>

#include <memory>

namespace bros::python {

/// Whether it is an OwnSampler, an OwnAction.
[[nodiscard]] bool is_own_sampler(py::handle value);
[[nodiscard]] bool is_own_action(py::handle value);
/// Requires: that
[[nodiscard]] std::unique_ptr<Subspace<double>> own_subspace(const py::object& sampler, const Blocks& blocks);
[[nodiscard]] std::unique_ptr<Action<double>> own_action(const py::object& action, const Subspace<double>& p);

/// An Action as Python sees it: the action, and the subspace it is for.
class OwnedAction {
 public:
  /// A name or an OwnAction, and a Subspace.
  OwnedAction(const py::object& action, py::object subspace);
  [[nodiscard]] const Subspace<double>& p() const { return subspace.cast<const Subspace<double>&>(); }

  py::object subspace, own;  // `own` is None where the action has a name
  std::unique_ptr<Action<double>> action;
};

}  // namespace bros::python
