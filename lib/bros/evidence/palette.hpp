// The colours of figures, in C++ and in Python.
#pragma once

#include <array>

namespace bros::plots {

/// Colours that colour-blind readers tell apart, the first seven after Okabe and Ito: those of the line styles 1 .. 7.
inline constexpr std::array palette{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9",
                                    "#000000", "#882255", "#44AA99", "#999933", "#332288"};

}  // namespace bros::plots
