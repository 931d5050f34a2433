// Precompiled for every test of networks: libtorch takes longest to read.
#pragma once

#include <bros/core/scalar.hpp>

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/pimpl.h>

#include <gtest/gtest.h>

#include <functional>
#include <map>
