# Compiles the sources of a target a few at a time, so that what headers cost, and the templates that
# several instantiate, is paid once for all of them. Not for the web: its modules take from libraries
# the objects that they need, and no more.
function(quflux_compile_together target)
  if(NOT QUFLUX_UNITY OR QUFLUX_WEB)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC takes all but the outermost file for headers, which must have no names of their own.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()

# One static library per folder of src/quflux.
#
#   quflux_layer(FOLDER [NOT_INSTALLED] [LIGHT] [USES other-folders...] [LINK libraries...]
#                [TEST_USES folders...] [WITHOUT sources...])
#
# Each layer sees its own headers and those of the layers it links, through a directory of its own
# that holds symbolic links to them: an #include from a layer that is not linked does not compile.
# x.test.cc files become the executable quflux_NAME_test, which may also include from the folders of
# TEST_USES. Sources of WITHOUT are left to the caller. LIGHT layers leave arithmetic to others and are
# compiled with -O2. The layer of the folder method/pair has the name method_pair.
function(quflux_layer path)
  cmake_parse_arguments(PARSE_ARGV 1 LAYER "NOT_INSTALLED;LIGHT" "" "USES;LINK;TEST_USES;WITHOUT")
  set(folder ${PROJECT_SOURCE_DIR}/src/quflux/${path})
  string(REPLACE "/" "_" name ${path})
  list(TRANSFORM LAYER_USES REPLACE "/" "_")
  list(TRANSFORM LAYER_TEST_USES REPLACE "/" "_")

  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "\\.(test|perf|pybind|fuzz)\\.cc$|/main\\.cc$")
  foreach(source IN LISTS LAYER_WITHOUT)
    list(REMOVE_ITEM sources ${folder}/${source})
  endforeach()
  list(FILTER tests INCLUDE REGEX "\\.test\\.cc$")

  # Links to files, not to the folder, which may have folders of other layers in it. Sources too:
  # the kernel includes itself for each instruction set.
  set(view ${PROJECT_BINARY_DIR}/layers/${name})
  file(GLOB headers CONFIGURE_DEPENDS RELATIVE ${folder} ${folder}/*.h)
  file(REMOVE_RECURSE ${view})
  file(MAKE_DIRECTORY ${view}/quflux/${path})
  file(GLOB linked CONFIGURE_DEPENDS RELATIVE ${folder} ${folder}/*.h ${folder}/*.cc)
  foreach(file IN LISTS linked)
    file(CREATE_LINK ${folder}/${file} ${view}/quflux/${path}/${file} SYMBOLIC)
  endforeach()

  list(TRANSFORM LAYER_USES PREPEND quflux_)
  list(TRANSFORM LAYER_TEST_USES PREPEND quflux_)
  if(sources)
    add_library(quflux_${name} STATIC ${sources})
    quflux_compile_together(quflux_${name})
    if(LAYER_LIGHT)
      target_compile_options(quflux_${name} PRIVATE $<$<CONFIG:Release>:-O2>)
    endif()
    if(TARGET quflux_precompiled)
      target_precompile_headers(quflux_${name} REUSE_FROM quflux_precompiled)
    endif()
    set(scope PUBLIC)
  else()
    add_library(quflux_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(quflux_${name} ${scope}
    $<BUILD_INTERFACE:${view}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(quflux_${name} ${scope} ${LAYER_USES} ${LAYER_LINK})

  if(NOT LAYER_NOT_INSTALLED)
    set_target_properties(quflux_${name} PROPERTIES EXPORT_NAME ${name})
    install(TARGETS quflux_${name} EXPORT quflux)
    list(FILTER headers EXCLUDE REGEX "${QUFLUX_TEST_HEADERS}")
    list(TRANSFORM headers PREPEND ${folder}/)
    install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/quflux/${path})
  endif()

  # Tests that read files are not for the portable build, which has none.
  if(QUFLUX_TESTS AND tests AND NOT (QUFLUX_PORTABLE AND "quflux_files" IN_LIST LAYER_TEST_USES))
    add_executable(quflux_${name}_test ${tests})
    target_link_libraries(quflux_${name}_test PRIVATE
      quflux_${name} ${LAYER_TEST_USES} quflux_test)
    if(TARGET quflux_test_precompiled)
      target_precompile_headers(quflux_${name}_test REUSE_FROM quflux_test_precompiled)
    endif()
    # Tests run side by side on all cores; threads of BLAS would wait for one another there.
    gtest_discover_tests(quflux_${name}_test DISCOVERY_MODE PRE_TEST
      PROPERTIES LABELS ${name} TIMEOUT 600 ENVIRONMENT OPENBLAS_NUM_THREADS=1)
  endif()
endfunction()
