# find_package(quflux) gives the target quflux::quflux, the whole library, and one for each folder of
# it: quflux::solve, quflux::method_pair, ...
include(CMakeFindDependencyMacro)
foreach(package Eigen3 Boost fmt SQLite3 TBB tomlplusplus nlohmann_json PkgConfig)
  find_dependency(${package})
endforeach()
pkg_check_modules(NETCDF REQUIRED IMPORTED_TARGET netcdf)
pkg_check_modules(HIGHWAY REQUIRED IMPORTED_TARGET libhwy)
pkg_check_modules(LAPACK REQUIRED IMPORTED_TARGET lapacke lapack openblas)
include(${CMAKE_CURRENT_LIST_DIR}/qufluxTargets.cmake)
