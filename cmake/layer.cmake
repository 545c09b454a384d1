# One static library per folder of src/quflux.
#
#   quflux_layer(NAME [USES other-layers...] [LINK libraries...])
#
# Each layer sees its own headers and those of the layers it links, through a directory of its own
# that holds one symbolic link: an #include from a layer that is not linked does not compile.
# x.test.cc files become the executable quflux_NAME_test.
function(quflux_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 LAYER "" "" "USES;LINK")
  set(folder ${PROJECT_SOURCE_DIR}/src/quflux/${name})

  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "\\.(test|perf|pybind|fuzz)\\.cc$|/main\\.cc$")
  list(FILTER tests INCLUDE REGEX "\\.test\\.cc$")

  set(view ${PROJECT_BINARY_DIR}/layers/${name})
  file(MAKE_DIRECTORY ${view}/quflux)
  file(CREATE_LINK ${folder} ${view}/quflux/${name} SYMBOLIC)

  list(TRANSFORM LAYER_USES PREPEND quflux_)
  if(sources)
    add_library(quflux_${name} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(quflux_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(quflux_${name} ${scope}
    $<BUILD_INTERFACE:${view}> $<INSTALL_INTERFACE:include>)
  target_link_libraries(quflux_${name} ${scope} ${LAYER_USES} ${LAYER_LINK})

  set_target_properties(quflux_${name} PROPERTIES EXPORT_NAME ${name})
  install(TARGETS quflux_${name} EXPORT quflux)
  install(DIRECTORY ${folder} DESTINATION include/quflux FILES_MATCHING PATTERN "*.h")

  if(QUFLUX_TESTS AND tests)
    add_executable(quflux_${name}_test ${tests})
    target_compile_definitions(quflux_${name}_test PRIVATE
      QUFLUX_TESTDATA="${PROJECT_SOURCE_DIR}/testdata"
      QUFLUX_DOCS="${PROJECT_SOURCE_DIR}/docs"
      QUFLUX_EXAMPLES="${PROJECT_SOURCE_DIR}/examples"
      QUFLUX_PAPER="${PROJECT_SOURCE_DIR}/paper"
      QUFLUX_PROGRAM="${PROJECT_BINARY_DIR}/quflux")
    target_link_libraries(quflux_${name}_test PRIVATE
      quflux_${name} rapidcheck GTest::gmock GTest::gtest_main nlohmann_json::nlohmann_json)
    # Tests run side by side on all cores; threads of BLAS would wait for one another there.
    gtest_discover_tests(quflux_${name}_test DISCOVERY_MODE PRE_TEST
      PROPERTIES TIMEOUT 600 ENVIRONMENT OPENBLAS_NUM_THREADS=1)
  endif()
endfunction()
