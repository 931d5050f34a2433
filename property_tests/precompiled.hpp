// Precompiled for every property: the headers that take longest to read.
#pragma once

#include "generators.hpp"

#include <bros/bros.hpp>
