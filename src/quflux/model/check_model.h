#pragma once

#include <string>
#include <utility>

#include "quflux/core/error.h"
#include "quflux/model/model.h"
#include "quflux/model/sweep_axes.h"

/// A model is put together part by part, and each part is checked against those that are there: by
/// the reader of model files and by whoever has the structs at once. Likewise the sweep of one.
namespace quflux::inline model {

/// That a part of a model is not allowed, and which of its keys, as in a model file, says so.
class KeyError : public Error {
 public:
  KeyError(std::string key, std::string message)
      : Error(std::move(message)), key_(std::move(key)) {}

  const std::string& key() const { return key_; }

 private:
  std::string key_;
};

// All throw KeyError.

/// Names are parts of parameter paths: letters, digits, _ and -, beginning with a letter.
void require_identifier(const std::string& key, const std::string& name);

/// That the model has a site of that name.
void require_site(const std::string& key, const Model& model, const std::string& name);

/// That the factors of a product exist, are from 1 to 64, and that something is left of it.
void require_product(const std::string& key, const Model& model,
                     const std::vector<SiteOperator>& factors);

/// That a matrix may have so many rows.
void require_rows(const std::string& key, Eigen::Index rows);

void add_site(Model& model, Site site);

/// That the Hilbert space of all sites is not too large, unless the model may be a network of
/// two-level systems or oscillators, which may not need it at all.
void require_sites(const Model& model);

void set_matrices(Model& model, MatrixModel matrices);

/// Sites are there already. A coupling without a name is given its number.
void add_coupling(Model& model, Coupling coupling);

/// Sites are there already.
void add_term(Model& model, Term term);

/// Operators of a bath's sites that are all the same become its one operator.
void share_operator(ModelBath& bath);

/// That the temperature and the density of a bath, or the rate of a channel, are allowed.
void require_numbers(const ModelBath& bath);
void require_numbers(const Lindblad& channel);

/// Sites or matrices are there already.
void add_bath(Model& model, ModelBath bath);

/// Sites or matrices and baths are there already: a channel has no name of a bath.
void add_lindblad(Model& model, Lindblad channel);

/// That something acts on the system: a bath or a Lindblad channel.
void require_baths(const Model& model);

/// That the model has a number at that path.
void require_parameter(const std::string& key, const Model& model, const std::string& path);

/// That a path is not that of levels: a sweep takes them one after the other, but nothing that is
/// smooth or followed in time has another dimension than before.
void require_dimension_kept(const std::string& key, const std::string& path);

void add_axis(Sweep& sweep, const Model& model, SweepAxis axis);

/// A parameter that others follow follows none itself.
void add_follow(Sweep& sweep, const Model& model, Follow follow);

}  // namespace quflux::inline model
