// Precompiled for every property: what takes longest to read, and what bros::compiled has instantiated already.
#pragma once

#include "generators.hpp"

#include <bros/compiled_50.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
