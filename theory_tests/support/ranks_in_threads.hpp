// Ranks that are threads of one process: what MPI does, where a test can look at every rank.
#pragma once

#include <bros/parallel/communicator.hpp>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace bros {

/// Messages under way, by sender and receiver.
class Mail {
 public:
  void put(int from, int to, std::span<const std::byte> bytes) {
    const std::lock_guard lock(mutex_);
    under_way_[{from, to}].emplace_back(bytes.begin(), bytes.end());
    arrived_.notify_all();
  }
  void take(int from, int to, std::span<std::byte> bytes) {
    std::unique_lock lock(mutex_);
    auto& queue = under_way_[{from, to}];
    arrived_.wait(lock, [&] { return !queue.empty(); });
    const std::vector<std::byte> message = std::move(queue.front());
    queue.pop_front();
    if (message.size() != bytes.size()) std::terminate();  // the other ranks would wait for ever
    std::copy(message.begin(), message.end(), bytes.begin());
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::map<std::pair<int, int>, std::deque<std::vector<std::byte>>> under_way_;
};

class RankInThread final : public Communicator {
 public:
  RankInThread(Mail& mail, int rank, int size) : mail_(mail), rank_(rank), size_(size) {}
  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return size_; }

 private:
  void transfer(std::span<const Outgoing> out, std::span<const Incoming> in) override {
    for (const Outgoing& message : out) mail_.put(rank_, message.to, message.bytes);
    for (const Incoming& message : in) mail_.take(message.from, rank_, message.bytes);
  }

  Mail& mail_;
  int rank_, size_;
};

/// work(communicator) on each of `size` ranks at once.
template <class Work>
void on_ranks(int size, const Work& work) {
  Mail mail;
  std::vector<std::jthread> threads;
  for (int rank = 0; rank < size; ++rank)
    threads.emplace_back([&mail, &work, rank, size] {
      RankInThread communicator(mail, rank, size);
      work(communicator);
    });
}

}  // namespace bros
