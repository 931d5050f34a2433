#include <bros/check/check_problem.hpp>
#include <bros/compiled.hpp>

template bros::CheckReport bros::check_problem<double>(const bros::Problem<double>&, const bros::CheckSettings&);
