// Parts of moment-recursion.
#pragma once

#include <bros/evidence/claim.hpp>

namespace bros::claims {

/// The library's own runs without noise, over every sequence of subspaces and signs.
namespace every_draw {
void moments(EvidenceLog&);
}
/// One iteration written out, with every variable of the noise in turn.
namespace with_noise {
void moments(EvidenceLog&);
}
/// The maps of moments that the recursion is made of, on Haar subspaces too.
namespace every_entry {
void deviations(EvidenceLog&);
}
/// In intervals, against certificates and rationals.
namespace enclosed {
void moments(EvidenceLog&);
}

}  // namespace bros::claims
