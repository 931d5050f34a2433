#include "cell.hpp"

#include <bros/torch/models.hpp>
#include <bros/torch/problem.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
