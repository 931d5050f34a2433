// The colours of figures, in C++ and in Python.
#pragma once

#include <array>
#include <cstddef>

namespace bros::plots {

/// Colours that colour-blind readers tell apart, the first seven after Okabe and Ito: those of the line styles 1 .. 7.
inline constexpr std::array palette{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9",
                                    "#000000", "#882255", "#44AA99", "#999933", "#332288"};

/// The place in it of the methods that stand in most pictures: the same everywhere.
enum : std::size_t { bros_colour = 0, naive_colour = 1, ma_soba_colour = 2, full_tangent_colour = 3 };

}  // namespace bros::plots
