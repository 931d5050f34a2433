#include "ledger.hpp"

#include "../plots/files.hpp"
#include "../sweep/cell.hpp"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>

namespace bros::tasks {

namespace {

constexpr const char* begin_anew = "must be as it was written: give another --out, or remove it";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return in ? text.str() : std::string();
}

nlohmann::json bytes(const Vector<float>& v) {
  std::vector<std::uint8_t> out(static_cast<std::size_t>(v.size()) * sizeof(float));
  if (!out.empty()) std::memcpy(out.data(), v.data(), out.size());
  return nlohmann::json::binary(std::move(out));
}
Vector<float> vector_from(const nlohmann::json& json) {
  const auto& in = json.get_binary();
  Vector<float> out(static_cast<Index>(in.size() / sizeof(float)));
  if (!in.empty()) std::memcpy(out.data(), in.data(), in.size());
  return out;
}
BlockVector<float> values_from(const nlohmann::json& json, const Layout& layout) {
  const Vector<float> flat = vector_from(json);
  if (flat.size() == 0) return {};
  BlockVector<float> out(layout);
  require(flat.size() == out.size(), "running.state", flat.size(), begin_anew);
  out.flat() = flat;
  return out;
}

}  // namespace

Ledger::Ledger(std::filesystem::path folder, nlohmann::json configuration, bool resume, double save_every)
    : folder_(std::move(folder)),
      configuration_(std::move(configuration)),
      between_saves_(save_every),
      lines_(configuration_.dump() + "\n") {
  const std::filesystem::path cells = folder_ / "cells.jsonl";
  if (resume) {
    read_cells();
    read_running();
    return;
  }
  require(!std::filesystem::exists(cells), "--out", folder_.string(),
          "holds runs of a task already: --resume goes on with them; give another folder, or remove it");
  cli::write_file("--out", cells, lines_);
  finish();
}

void Ledger::finish() {
  std::error_code ignored;
  std::filesystem::remove(folder_ / "running.state", ignored);
}

void Ledger::require_same(const nlohmann::json& made_with, const std::filesystem::path& file) const {
  for (const auto& [key, value] : configuration_.items()) {
    const nlohmann::json other = made_with.contains(key) ? made_with.at(key) : nlohmann::json();
    require(other == value, "--resume", file.string(),
            "was made with " + key + " = " + other.dump() + ", not " + value.dump() +
                ": resume with that, or give another --out");
  }
}

void Ledger::read_cells() {
  const std::filesystem::path file = folder_ / "cells.jsonl";
  std::istringstream in(read_file(file));
  std::string line;
  if (!std::getline(in, line)) return;
  try {
    require_same(nlohmann::json::parse(line), file);
    while (std::getline(in, line)) {
      const auto json = nlohmann::json::parse(line);
      keep(json.at("study"), cell_from_json(json));
    }
  } catch (const nlohmann::json::exception&) {
    require(false, "--resume", file.string(), begin_anew);
  }
}

const Cell* Ledger::find(const std::string& study, const Cell& cell) const {
  const auto found = cells_.find({study, cell.arm, cell.seed});
  return found == cells_.end() ? nullptr : &found->second;
}

void Ledger::keep(const std::string& study, const Cell& cell) {
  nlohmann::json json = to_json(cell);
  json["study"] = study;
  lines_ += json.dump() + "\n";
  cells_.insert({{study, cell.arm, cell.seed}, cell});
}

void Ledger::add(const std::string& study, const Cell& cell) {
  keep(study, cell);
  cli::write_file("--out", folder_ / "cells.jsonl", lines_);
}

void Ledger::read_running() {
  const std::filesystem::path file = folder_ / "running.state";
  const std::string text = read_file(file);
  if (text.empty()) return;
  std::uint32_t expected = 0;
  require(text.size() > sizeof expected, "--resume", file.string(), begin_anew);
  std::memcpy(&expected, text.data(), sizeof expected);
  const std::string_view data = std::string_view(text).substr(sizeof expected);
  require(sweep::checksum(data) == expected, "--resume", file.string(), begin_anew);
  running_ = nlohmann::json::from_cbor(data.begin(), data.end());
  require_same(running_.at("configuration"), file);
}

std::optional<Unfinished> Ledger::unfinished(const std::string& study, const Cell& cell, const Layout& layout) const {
  if (running_.is_null() || running_.at("study") != study) return {};
  Unfinished found{cell_from_json(running_.at("cell")), {}};
  if (found.cell.arm != cell.arm || found.cell.seed != cell.seed) return {};
  found.state = {vector_from(running_.at("x")),
                 values_from(running_.at("y"), layout),
                 values_from(running_.at("z"), layout),
                 vector_from(running_.at("h")),
                 values_from(running_.at("velocity"), layout),
                 found.cell.counts};
  return found;
}

bool Ledger::save_is_due() const { return std::chrono::steady_clock::now() - saved_ >= between_saves_; }

void Ledger::save(const std::string& study, const Unfinished& running) {
  const nlohmann::json json{{"configuration", configuration_},    {"study", study},
                            {"cell", to_json(running.cell)},      {"x", bytes(running.state.x)},
                            {"y", bytes(running.state.y.flat())}, {"z", bytes(running.state.z.flat())},
                            {"h", bytes(running.state.h)},        {"velocity", bytes(running.state.velocity.flat())}};
  std::string data;
  nlohmann::json::to_cbor(json, data);
  const std::uint32_t sum = sweep::checksum(data);
  std::string text(sizeof sum, '\0');
  std::memcpy(text.data(), &sum, sizeof sum);
  text += data;
  cli::write_file("--out", folder_ / "running.state", text);
  saved_ = std::chrono::steady_clock::now();
}

}  // namespace bros::tasks
