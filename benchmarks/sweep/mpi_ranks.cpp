#include "mpi_ranks.hpp"

#include <bros/core/error.hpp>
#include <bros/parallel/mpi.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>

namespace bros::sweep {

namespace {

constexpr std::chrono::milliseconds patience{10};

enum Tag {
  request,  ///< results, then how many tasks are wanted
  tasks,    ///< the answer
  failure,  ///< the words of an exception
  stop,     ///< from rank 0
  leave     ///< results: the last message of a rank
};

template <class T>
void send(int to, Tag tag, const T& values) {
  MPI_Send(values.data(), static_cast<int>(values.size() * sizeof(values[0])), MPI_BYTE, to, tag, MPI_COMM_WORLD);
}

/// The message that a probe has found.
template <class T>
T receive(const MPI_Status& found) {
  int bytes = 0;
  MPI_Get_count(&found, MPI_BYTE, &bytes);
  T values;
  values.resize(static_cast<std::size_t>(bytes) / sizeof(values[0]));
  MPI_Recv(values.data(), bytes, MPI_BYTE, found.MPI_SOURCE, found.MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return values;
}

class RanksOfJob final : public MpiRanks {
 public:
  RanksOfJob() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
    if (provided < MPI_THREAD_FUNNELED) throw std::runtime_error("this MPI does not allow threads beside its own");
    communicator_.emplace();
  }
  ~RanksOfJob() override {
    communicator_.reset();
    MPI_Finalize();
  }

  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return size_; }

  [[nodiscard]] bool together(const std::function<void()>& work) override {
    std::exception_ptr error;
    std::string words;
    try {
      work();
    } catch (const std::exception& thrown) {
      error = std::current_exception();
      words = thrown.what();
    }
    int first = error ? rank_ : size_;
    MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    if (first == size_) return true;
    if (rank_ == 0 && error) std::rethrow_exception(error);
    if (rank_ == first) send(0, failure, words);
    if (rank_ != 0) return false;
    throw ArgumentError(from_rank(failure, first));
  }

  [[nodiscard]] bool same(std::uint64_t number) override {
    std::uint64_t ends[2] = {number, ~number};
    MPI_Allreduce(MPI_IN_PLACE, ends, 2, MPI_UINT64_T, MPI_MAX, MPI_COMM_WORLD);
    return ends[0] == ~ends[1];
  }

  [[nodiscard]] Communicator& communicator() override { return *communicator_; }
  [[noreturn]] void abort(int status) override {
    MPI_Abort(MPI_COMM_WORLD, status);
    std::abort();
  }

  [[nodiscard]] std::vector<Request> collect(std::vector<Result>& results) override {
    std::vector<Request> requests;
    for (MPI_Status found; arrived(MPI_ANY_SOURCE, found);) {
      if (found.MPI_TAG == failure) throw std::runtime_error(words_of(found));
      auto message = receive<std::vector<Result>>(found);
      requests.push_back({found.MPI_SOURCE, static_cast<std::size_t>(message.back().task)});
      results.insert(results.end(), message.begin(), message.end() - 1);
    }
    return requests;
  }

  void give(int to, const std::vector<std::uint64_t>& given) override { send(to, tasks, given); }

  void dismiss(std::vector<Result>& results) override {
    for (int r = 1; r < size_; ++r) send(r, stop, std::string());
    for (int present = size_ - 1; present > 0;) {
      MPI_Status found;
      MPI_Probe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &found);
      if (found.MPI_TAG == failure) {
        (void)receive<std::string>(found);
        continue;
      }
      auto message = receive<std::vector<Result>>(found);
      if (found.MPI_TAG == request) message.pop_back();
      if (found.MPI_TAG == leave) --present;
      results.insert(results.end(), message.begin(), message.end());
    }
  }

  void help(Workers& workers) override {
    std::vector<Result> results;
    try {
      for (bool asked = false;;) {
        for (const Result& r : workers.take(patience)) results.push_back(r);
        if (const std::size_t wanted = workers.wanted(); !asked && (wanted > 0 || !results.empty())) {
          results.push_back({wanted, 0, 0});
          send(0, request, results);
          results.clear();
          asked = true;
        }
        MPI_Status found;
        while (arrived(0, found)) {
          const auto given = receive<std::vector<std::uint64_t>>(found);
          if (found.MPI_TAG == stop) return send(0, leave, results);
          workers.give(given);
          asked = false;
        }
      }
    } catch (const std::exception& error) {
      send(0, failure, std::string(error.what()));
      for (MPI_Status found;;) {  // an answer may be under way
        MPI_Probe(0, MPI_ANY_TAG, MPI_COMM_WORLD, &found);
        (void)receive<std::vector<std::uint64_t>>(found);
        if (found.MPI_TAG == stop) return send(0, leave, results);
      }
    }
  }

 private:
  static bool arrived(int from, MPI_Status& found) {
    int there = 0;
    MPI_Iprobe(from, MPI_ANY_TAG, MPI_COMM_WORLD, &there, &found);
    return there != 0;
  }
  static std::string words_of(const MPI_Status& found) {
    return "rank " + std::to_string(found.MPI_SOURCE) + ": " + receive<std::string>(found);
  }
  static std::string from_rank(Tag tag, int rank) {
    MPI_Status found;
    MPI_Probe(rank, tag, MPI_COMM_WORLD, &found);
    return words_of(found);
  }

  int rank_ = 0, size_ = 1;
  std::optional<MpiCommunicator> communicator_;
};

}  // namespace

std::unique_ptr<MpiRanks> mpi_ranks() { return std::make_unique<RanksOfJob>(); }

}  // namespace bros::sweep
