# list_proofs(CSV SOURCE): writes to SOURCE the machine-checked theorems that CSV lists, for C++.
function(list_proofs csv source)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${csv})
  file(STRINGS ${csv} lines)
  list(POP_FRONT lines heading)
  if(NOT heading STREQUAL "claim,file,theorem,axioms")
    message(FATAL_ERROR "${csv}: its first line must be claim,file,theorem,axioms")
  endif()
  set(table "")
  foreach(line ${lines})
    string(REPLACE "," "\", \"" fields "${line}")
    string(APPEND table "      {\"${fields}\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT "#include <bros/claims/proofs.hpp>

namespace bros {

const std::vector<CheckedTheorem>& checked_theorems() {
  static const std::vector<CheckedTheorem> all = {
${table}  };
  return all;
}

}  // namespace bros
")
endfunction()
