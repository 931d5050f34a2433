#include "flags.hpp"

#include <bros/core/number.hpp>

#include <algorithm>
#include <cstddef>

namespace bros::cli::flags {

std::int64_t whole(const std::string& flag, const std::string& text, Between allowed) {
  return read_whole<std::int64_t>(flag.c_str(), text, allowed.least, allowed.most, allowed.because);
}

double decimal(const std::string& flag, const std::string& text) { return read_number<double>(flag.c_str(), text); }

std::vector<std::string> entries(const std::string& flag, const std::string& text) {
  constexpr std::size_t most = 4096;
  std::vector<std::string> all;
  for (std::size_t begin = 0; begin <= text.size(); begin += all.back().size() + 1) {
    all.push_back(text.substr(begin, text.find(',', begin) - begin));
    require(!all.back().empty() && all.size() <= most, flag.c_str(), text,
            "must be at most 4096 entries with commas between them, none of them empty");
  }
  return all;
}

CLI::Option* add(CLI::App& sub, const std::string& flag, const std::string& type, const std::string& help,
                 const std::function<void(const std::string& text)>& read, const std::string& preset) {
  const auto take = [read](const CLI::results_t& texts) {
    read(texts.back());
    return true;
  };
  return sub.add_option(flag, take, help)->type_name(type)->default_str(preset);
}

}  // namespace bros::cli::flags
