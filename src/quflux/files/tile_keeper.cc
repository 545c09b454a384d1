#include "quflux/files/tile_keeper.h"

#include <algorithm>

#include <fmt/core.h>

#include "quflux/core/error.h"

namespace quflux::inline files {

namespace {

constexpr std::size_t kHeld = std::size_t{1} << 28U;     // bytes that may wait for their second
constexpr std::size_t kLongest = std::size_t{1} << 23U;  // bytes of a run

std::size_t bytes_of(const SweepValues& values, Tile tile) {
  std::size_t numbers = 0;
  for (std::size_t k = 0; k < values.arrays.size(); ++k) numbers += values.stride(k);
  return tile.size() * numbers * sizeof(double);
}

// Neighbours as one run.
std::vector<TileStorage::Run> runs_of(std::vector<std::pair<const SweepValues*, Tile>> tiles) {
  std::ranges::sort(tiles, {}, [](const auto& of) { return of.second.begin; });
  std::vector<TileStorage::Run> runs;
  for (const auto& [values, tile] : tiles) {
    if (!runs.empty() && &runs.back().values == values && runs.back().tile.end == tile.begin &&
        bytes_of(*values, runs.back().tile) < kLongest) {
      runs.back().tile.end = tile.end;
    } else {
      runs.push_back({*values, tile});
    }
  }
  return runs;
}

}  // namespace

TileKeeper::TileKeeper(const std::filesystem::path& storage, const std::string& fingerprint,
                       KeepOptions options)
    : path_(storage),
      fingerprint_(fingerprint),
      options_(std::move(options)),
      storage_(left_behind<TileStorage>(storage, fingerprint, options_.resume)),
      thread_([this] { keep(); }, options_) {}

bool TileKeeper::compute(const PreparedSweep& sweep, const std::shared_ptr<SweepValues>& block) {
  {
    const std::scoped_lock lock(storage_mutex_);
    if (storage_) storage_->load(*block);
  }
  const auto count = [&](std::size_t points) {
    finished_ += points;
    if (options_.progress && points > 0) options_.progress(points);
  };
  count(static_cast<std::size_t>(std::ranges::count(block->finished, 1)));
  quflux::compute(sweep,
                  {[&](Tile tile) {
                     add(block, tile);
                     count(tile.size());
                   },
                   &thread_.halted()},
                  *block);
  thread_.rethrow();
  if (thread_.halted() || bytes_ >= kHeld) keep();
  return std::ranges::find(block->finished, 0) == block->finished.end();
}

void TileKeeper::add(const std::shared_ptr<SweepValues>& block, Tile tile) {
  const std::scoped_lock lock(mutex_);
  fresh_.push_back({block, tile});
  bytes_ += bytes_of(*block, tile);
}

void TileKeeper::keep() {
  const std::scoped_lock one(storage_mutex_);
  std::vector<Fresh> fresh;
  {
    const std::scoped_lock lock(mutex_);
    fresh.swap(fresh_);
    bytes_ = 0;
  }
  if (fresh.empty()) return;
  std::vector<std::pair<const SweepValues*, Tile>> tiles;
  for (const auto& [block, tile] : fresh) tiles.emplace_back(block.get(), tile);
  if (!storage_) storage_.emplace(path_, fingerprint_);
  storage_->keep(runs_of(std::move(tiles)));
}

void TileKeeper::load(SweepValues& block) {
  if (storage_) storage_->load(block);
  if (std::ranges::find(block.finished, 0) != block.finished.end()) {
    throw Error(fmt::format("'{}' was damaged meanwhile; --resume computes again what it lacks",
                            path_.string()));
  }
}

void TileKeeper::discard() {
  finish();
  if (!storage_) return;
  storage_->remove();
  storage_.reset();
}

}  // namespace quflux::inline files
