// Is an inventory economy with these settings stable? Computed before a run.
#pragma once

#include <string>
#include <vector>

namespace lingnan {

struct Model;
struct Region;

/// Warnings for settings that drain stocks for good, or that make order waves grow; empty if all is well.
std::vector<std::string> stability_warnings(const Model& model, const Region& region);

/// Largest modulus of the eigenvalues of the linearised rule of expectation and restocking of one enterprise whose
/// stock target is `target` steps of sales, restocked over `restock` steps, with weight `lambda` on the last orders
/// (all per step). Above 1, waves grow.
double order_wave_growth(double lambda, double target, double restock);

}  // namespace lingnan
