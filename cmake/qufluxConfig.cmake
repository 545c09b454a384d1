# find_package(quflux) gives one target per folder of the library: quflux::two_tls, quflux::flow, ...
include(CMakeFindDependencyMacro)
foreach(package Eigen3 Boost fmt TBB tomlplusplus CLI11 nlohmann_json PkgConfig)
  find_dependency(${package})
endforeach()
pkg_check_modules(NETCDF REQUIRED IMPORTED_TARGET netcdf)
pkg_check_modules(HIGHWAY REQUIRED IMPORTED_TARGET libhwy)
pkg_check_modules(LAPACK REQUIRED IMPORTED_TARGET lapacke lapack openblas)
include(${CMAKE_CURRENT_LIST_DIR}/qufluxTargets.cmake)
