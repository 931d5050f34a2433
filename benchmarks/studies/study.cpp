#include "study.hpp"

#include "used_settings.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace bros::studies {

double Study::cost(const StudyMethod& method, std::uint64_t level) const {
  return method.weight * (start + weight * std::pow(static_cast<double>(level), power));
}

std::vector<std::uint64_t> Study::levels_of(const StudyMethod& method) const {
  return {levels.begin(), std::upper_bound(levels.begin(), levels.end(), method.highest)};
}

StudyMethod on_problem(std::shared_ptr<const Problem<double>> problem, std::string key, std::string label,
                       MethodSettings settings, ScheduleFor schedule) {
  (void)make_method<double>(*problem, settings, Stream(0));
  StudyMethod method{std::move(key),     std::move(label), std::move(settings), std::move(problem), {},
                     std::move(schedule)};
  for (const Index rank : used_ranks(method.settings, method.problem->blocks()))
    method.rank += (method.rank.empty() ? "" : "+") + std::to_string(rank);
  return method;
}

std::function<double(const StudyMethod&, std::uint64_t, const Stream&)> mean_over_run(std::uint64_t parts) {
  return [parts](const StudyMethod& m, std::uint64_t horizon, const Stream& stream) {
    const auto method = make_method<double>(*m.problem, m.settings, stream);
    return mean_square_gradient(*method, *m.problem, m.schedule(horizon), horizon, parts, stream,
                                sweep::stop_if_dismissed);
  };
}

std::vector<sweep::Task> tasks(const std::vector<Study>& studies, std::uint64_t key) {
  std::vector<sweep::Task> tasks;
  for (const Study& study : studies)
    for (const StudyMethod& m : study.methods) {
      const std::string action = used_action(m.settings), sampler = used_sampler(m.settings);
      const auto method = std::make_shared<const StudyMethod>(m);
      for (std::uint64_t seed = 0; seed < study.seeds; ++seed)
        for (const std::uint64_t level : study.levels_of(m))
          tasks.push_back(
              {{study.name, study.data, study.quantity, m.key, action, sampler, m.rank, level, "double", key, seed},
               study.cost(m, level),
               [run = study.run, method, stream = Stream(key).fork(study.name).fork(level).fork(seed), level] {
                 return run(*method, level, stream);
               },
               static_cast<std::size_t>(&study - studies.data())});
    }
  return tasks;
}

}  // namespace bros::studies
