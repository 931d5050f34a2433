# Tests that are scripts: the command line, the headers one by one, the installed package.
if(TARGET bros_cli)
  add_test(NAME CommandLine.writes_what_it_says
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/output.sh $<TARGET_FILE:bros_cli> ${PROJECT_SOURCE_DIR}/docs/data/quadratic_2442)
  add_test(NAME CommandLine.puts_every_output_where_it_belongs
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/files.sh $<TARGET_FILE:bros_cli>)
  add_test(NAME CommandLine.runs_every_command_that_a_document_shows
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/snippets.sh ${PROJECT_SOURCE_DIR} $<TARGET_FILE:bros_cli>)
  set_tests_properties(CommandLine.runs_every_command_that_a_document_shows PROPERTIES LABELS full TIMEOUT 300)
  add_test(NAME CommandLine.does_not_depend_on_its_surroundings
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/surroundings.sh $<TARGET_FILE:bros_cli> ${PROJECT_SOURCE_DIR})
  add_test(NAME CommandLine.takes_a_problem_of_the_user
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/own_problem.sh $<TARGET_FILE:bros_cli> $<TARGET_FILE:example_rate_study> ${PROJECT_SOURCE_DIR})
  if(TARGET bros_tasks)
    foreach(task cleaning mixture representation vit)
      add_test(NAME Task.${task}_ends_in_a_report
               COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/task_report.sh $<TARGET_FILE:bros_cli> ${task})
    endforeach()
    add_test(NAME Task.gives_the_same_figures_after_kills
             COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/task.sh $<TARGET_FILE:bros_cli>)
    add_test(NAME Task.gives_the_same_figures_on_any_number_of_ranks
             COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/task_mpi.sh $<TARGET_FILE:bros_cli>)
    set_tests_properties(Task.gives_the_same_figures_after_kills Task.gives_the_same_figures_on_any_number_of_ranks
                         PROPERTIES TIMEOUT 600)
    set_tests_properties(Task.gives_the_same_figures_on_any_number_of_ranks PROPERTIES SKIP_RETURN_CODE 77)
  endif()
  add_test(NAME Sweep.has_the_same_cells_after_kills_and_signals_and_beside_another
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/sweep.sh $<TARGET_FILE:bros_cli>)
  add_test(NAME Sweep.has_the_same_cells_on_any_number_of_ranks
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/sweep_mpi.sh $<TARGET_FILE:bros_cli>)
  add_test(NAME Sweep.keeps_what_is_done_and_says_what_is_wrong
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/sweep_faults.sh $<TARGET_FILE:bros_cli>)
  set_tests_properties(Sweep.has_the_same_cells_on_any_number_of_ranks PROPERTIES SKIP_RETURN_CODE 77)
  if(TARGET example_data_parallel)
    add_test(NAME Example.data_parallel_runs_on_ranks
             COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/example_mpi.sh $<TARGET_FILE:example_data_parallel>)
    set_tests_properties(Example.data_parallel_runs_on_ranks PROPERTIES LABELS full SKIP_RETURN_CODE 77)
  endif()
  set_tests_properties(Sweep.has_the_same_cells_after_kills_and_signals_and_beside_another
                       Sweep.has_the_same_cells_on_any_number_of_ranks Sweep.keeps_what_is_done_and_says_what_is_wrong
                       PROPERTIES TIMEOUT 600)  # a sweep that does not stop when it is told to has failed
  if(BROS_SANITIZE)
    set_tests_properties(CommandLine.does_not_depend_on_its_surroundings PROPERTIES ENVIRONMENT BROS_SANITIZED=1)
    foreach(test Sweep.has_the_same_cells_on_any_number_of_ranks Task.gives_the_same_figures_on_any_number_of_ranks
            Example.data_parallel_runs_on_ranks)
      if(TEST ${test})
        set_tests_properties(${test} PROPERTIES ENVIRONMENT ASAN_OPTIONS=detect_leaks=0)  # Open MPI's own leaks
      endif()
    endforeach()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS cli/sweep*.cpp)
  add_executable(sweep_test ${sources})
  target_link_libraries(sweep_test PRIVATE bros_sweep GTest::gtest GTest::gtest_main)
  target_compile_definitions(sweep_test PRIVATE BROS_PROGRAM="$<TARGET_FILE:bros_cli>")
  set(memory "")
  if(EXISTS /dev/shm)
    set(memory ENVIRONMENT TMPDIR=/dev/shm)  # thousands of small files
  endif()
  gtest_discover_tests(sweep_test PROPERTIES LABELS full TIMEOUT 120 ${memory})
  add_executable(curves_test cli/curves_test.cpp)
  target_link_libraries(curves_test PRIVATE bros_plots GTest::gtest GTest::gtest_main)
  gtest_discover_tests(curves_test PROPERTIES LABELS quick)
  add_executable(wrong_input_test cli/wrong_input_test.cpp)
  target_link_libraries(wrong_input_test PRIVATE bros_own_flags GTest::gtest GTest::gtest_main)
  target_compile_definitions(wrong_input_test PRIVATE BROS_PROGRAM="$<TARGET_FILE:bros_cli>" BROS_TASKS=$<TARGET_EXISTS:bros_tasks>)
  gtest_discover_tests(wrong_input_test PROPERTIES LABELS full ${memory})
  if(TARGET mutants)
    add_test(NAME Documentation.says_what_is_so
             COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/documentation.sh ${PROJECT_SOURCE_DIR} $<TARGET_FILE:theory_tests>
                     $<TARGET_FILE:property_tests> $<TARGET_FILE:mutants>)
  endif()
  add_test(NAME Claims.hold_as_the_documentation_lists_them
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/claims_hold.sh ${PROJECT_SOURCE_DIR} $<TARGET_FILE:bros_cli>)
  add_test(NAME Install.consumers_build_the_first_program_of_the_README
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/consumer/run.sh ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR} ${CMAKE_CXX_COMPILER})
endif()
add_test(NAME Install.configures_for_another_machine_and_with_another_Eigen
         COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/consumer/configure.sh ${PROJECT_SOURCE_DIR})
add_test(NAME Documentation.leads_to_files_and_headings_that_exist
         COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/links.sh ${PROJECT_SOURCE_DIR})
add_test(NAME Site.builds_without_a_warning_and_every_link_in_it_leads_somewhere
         COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/site/site.sh ${PROJECT_SOURCE_DIR})
set_tests_properties(Site.builds_without_a_warning_and_every_link_in_it_leads_somewhere PROPERTIES SKIP_RETURN_CODE 77
                     ENVIRONMENT "PYTHONPATH=${PROJECT_BINARY_DIR}/python")
if(TARGET bros_python)
  file(GLOB examples CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/examples/*.py)
  foreach(example ${examples})
    get_filename_component(name ${example} NAME_WE)
    add_test(NAME Example.${name}_runs_in_Python COMMAND ${Python_EXECUTABLE} ${example})
    set_tests_properties(Example.${name}_runs_in_Python PROPERTIES LABELS full
                         ENVIRONMENT "PYTHONPATH=${PROJECT_BINARY_DIR}/python;PYTHONDONTWRITEBYTECODE=1;MPLBACKEND=agg")
  endforeach()
endif()
add_test(NAME Architecture.no_arrow_runs_up_and_the_picture_is_that_of_the_includes
         COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/architecture.sh ${PROJECT_SOURCE_DIR})
set(optional "")
set(left_out "")
if(BROS_TORCH_FOUND)
  list(APPEND optional -isystem ${BROS_TORCH_INCLUDE_DIR}/torch/csrc/api/include)
else()
  list(APPEND left_out bros/torch/)
endif()
if(MPI_CXX_FOUND)
  foreach(folder ${MPI_CXX_INCLUDE_DIRS})
    list(APPEND optional -isystem ${folder})
  endforeach()
  list(APPEND optional -DOMPI_SKIP_MPICXX -DMPICH_SKIP_MPICXX)
else()
  list(APPEND left_out bros/parallel/mpi.hpp)
endif()
add_test(NAME Headers.compile_alone
         COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/headers_alone.sh ${PROJECT_SOURCE_DIR}/lib ${CMAKE_CXX_COMPILER}
                 -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wold-style-cast -Wdouble-promotion -Wshadow -Werror -isystem ${EIGEN3_INCLUDE_DIR} ${optional})
if(left_out)
  list(JOIN left_out "|" left_out)
  set_tests_properties(Headers.compile_alone PROPERTIES ENVIRONMENT "BROS_LEFT_OUT=${left_out}")
endif()
set(packaging ${CMAKE_CURRENT_SOURCE_DIR}/packaging)
add_test(NAME Packaging.every_file_has_its_licence COMMAND ${packaging}/licences.sh ${PROJECT_SOURCE_DIR})
add_test(NAME Packaging.the_citation_obeys_its_format_and_agrees_with_the_version
         COMMAND ${packaging}/python.sh "jsonschema, yaml" ${packaging}/metadata.py ${PROJECT_SOURCE_DIR})
add_test(NAME Packaging.the_paper_has_its_form_and_its_bibliography
         COMMAND ${packaging}/python.sh yaml ${packaging}/paper.py ${PROJECT_SOURCE_DIR})
add_test(NAME Packaging.workflows_and_forms_can_be_read
         COMMAND ${packaging}/python.sh yaml ${packaging}/workflows.py ${PROJECT_SOURCE_DIR})
set_tests_properties(Packaging.every_file_has_its_licence Packaging.the_citation_obeys_its_format_and_agrees_with_the_version
                     Packaging.the_paper_has_its_form_and_its_bibliography Packaging.workflows_and_forms_can_be_read
                     PROPERTIES SKIP_RETURN_CODE 77)
if(TARGET bros_cli)
  add_test(NAME Packaging.the_artifact_page_shows_what_the_program_prints
           COMMAND ${packaging}/artifact.sh ${PROJECT_SOURCE_DIR} $<TARGET_FILE:bros_cli>)
endif()
get_property(scripts DIRECTORY PROPERTY TESTS)
foreach(script ${scripts})
  if(NOT script MATCHES "^Example")
    set_tests_properties(${script} PROPERTIES LABELS full)
  endif()
endforeach()
