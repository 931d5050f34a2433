// Parts of moment-recursion.
#pragma once

#include <bros/evidence/claim.hpp>

namespace bros::claims {

/// The library's own runs without noise, over every sequence of subspaces and signs.
void moments_of_every_draw(EvidenceLog&);
/// One iteration written out, with every variable of the noise in turn.
void moments_with_noise(EvidenceLog&);
/// The maps of moments that the recursion is made of, on Haar subspaces too.
void deviations_of_every_entry(EvidenceLog&);

}  // namespace bros::claims
