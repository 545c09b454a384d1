#pragma once

namespace quflux::inline road {

/// What relaxes with some eigenvalues. A density matrix falls into parts that no symmetry of the
/// model connects: the one that holds the populations, and others of coherences alone.
enum class RelaxationKind {
  coherence,  ///< coherences, of two atoms those between states that differ by an excitation
  flow,       ///< populations and what goes with them, flows and their noise
  both        ///< a network of oscillators: all follow from the amplitudes
};

/// "coherence", "flow" or "coherence, flow".
inline const char* name(RelaxationKind kind) {
  switch (kind) {
    case RelaxationKind::coherence:
      return "coherence";
    case RelaxationKind::flow:
      return "flow";
    case RelaxationKind::both:
      break;
  }
  return "coherence, flow";
}

}  // namespace quflux::inline road
