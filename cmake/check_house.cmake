# What an equation is stands in its row: outside of method/ no source of SOURCE names one as a value of
# an enumeration, as a switch over equations would.
file(GLOB_RECURSE sources RELATIVE ${SOURCE} ${SOURCE}/*.h ${SOURCE}/*.cc)
list(FILTER sources EXCLUDE REGEX "^method/")
list(LENGTH sources count)
if(count LESS 100)
  message(FATAL_ERROR "only ${count} sources in ${SOURCE}")
endif()
foreach(source IN LISTS sources)
  file(STRINGS ${SOURCE}/${source} found REGEX "Equation::")
  if(found)
    message(SEND_ERROR "${source}: ${found}")
  endif()
endforeach()
