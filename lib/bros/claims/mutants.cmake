# list_mutants(JSON LIB OVERLAY SOURCE): writes to OVERLAY a copy of every header under LIB that the JSON names, in which
# each mutant is a switch on the number of the active one, and to SOURCE the list of them and the switch for C++.
function(list_mutants json lib overlay source)
  file(CONFIGURE OUTPUT ${overlay}/bros/claims/active_mutant.hpp @ONLY CONTENT "#pragma once
[[gnu::tls_model(\"initial-exec\")]] inline thread_local constinit int bros_active_mutant = 0;
")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${json})
  file(READ ${json} mutants)
  string(JSON count LENGTH "${mutants}")
  math(EXPR last "${count} - 1")
  set(headers "")
  set(table "")
  foreach(i RANGE ${last})
    foreach(field id claim header original mutated)
      string(JSON ${field} GET "${mutants}" ${i} ${field})
    endforeach()
    string(MAKE_C_IDENTIFIER "${header}" variable)
    if(NOT header IN_LIST headers)
      list(APPEND headers ${header})
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${lib}/${header})
      file(READ ${lib}/${header} text_${variable})
      set(text_${variable} "#include <bros/claims/active_mutant.hpp>\n#line 1 \"${lib}/${header}\"\n${text_${variable}}")
    endif()
    string(FIND "${text_${variable}}" "${original}" first)
    string(FIND "${text_${variable}}" "${original}" second REVERSE)
    if(first EQUAL -1 OR NOT first EQUAL second)
      message(FATAL_ERROR "mutant ${id}: its text must stand exactly once in ${header}:\n${original}")
    endif()
    math(EXPR number "${i} + 1")
    if(original MATCHES ";$")
      set(switch "{ if (bros_active_mutant == ${number}) { ${mutated} } else { ${original} } }")
    else()
      set(switch "(bros_active_mutant == ${number} ? (${mutated}) : (${original}))")
    endif()
    string(REPLACE "${original}" "${switch}" text_${variable} "${text_${variable}}")
    string(APPEND table "      {R\"~(${id})~\", R\"~(${claim})~\", R\"~(${header})~\", R\"~(${original})~\", R\"~(${mutated})~\"},\n")
  endforeach()
  foreach(header ${headers})
    string(MAKE_C_IDENTIFIER "${header}" variable)
    file(CONFIGURE OUTPUT ${overlay}/${header} CONTENT "${text_${variable}}" @ONLY)
  endforeach()
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT "#include \"${overlay}/bros/claims/active_mutant.hpp\"
#include <bros/claims/mutants.hpp>

namespace bros {

void plant(int number) { bros_active_mutant = number; }

const std::vector<Mutant>& mutants() {
  static const std::vector<Mutant> all = {
${table}  };
  return all;
}

}  // namespace bros
")
endfunction()
