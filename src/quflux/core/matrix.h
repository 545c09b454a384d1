#pragma once

#include <complex>

#include <Eigen/Core>

#include "quflux/core/error.h"

namespace quflux::inline core {

using Complex = std::complex<double>;
using Matrix = Eigen::MatrixXcd;
using Vector = Eigen::VectorXcd;
using RealMatrix = Eigen::MatrixXd;
using RealVector = Eigen::VectorXd;

/// The same of numbers of another precision.
template <class Real>
using BasicMatrix = Eigen::Matrix<std::complex<Real>, Eigen::Dynamic, Eigen::Dynamic>;
template <class Real>
using BasicVector = Eigen::Vector<std::complex<Real>, Eigen::Dynamic>;
template <class Real>
using BasicRealMatrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
template <class Real>
using BasicRealVector = Eigen::Vector<Real, Eigen::Dynamic>;

/// Throws Error unless `m` is square, not empty, finite and Hermitian to a relative accuracy of
/// 1e-12 of its largest entry. `what` names the matrix in the message.
void require_hermitian(const Matrix& m, const Subject& what);

}  // namespace quflux::inline core
