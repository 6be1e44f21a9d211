//! Task lists that worker processes make for themselves: what travels is the scenario.

use runtime::error::Error;
use runtime::task::{self, Tasks};
use scenario::Scenario;
use std::sync::Arc;

/// Makes a demo's list of what the scenario says: the same in every process.
pub type MakeList = fn(&Scenario) -> Arc<dyn Tasks>;

/// The list that `make` gives, with what a process needs to make it anew; the demo stands in the table of lists (`pools::LISTS`).
pub fn list(scenario: &Scenario, make: MakeList) -> Arc<dyn Tasks> {
    task::with_recipe(make(scenario), scenario.encode())
}

/// Says how lists are made of recipes: all that a module needs that runs nothing but lists.
#[cfg(feature = "pools")]
pub fn set_lists() {
    runtime::executors::set_lists(make);
}

/// Makes the list of a recipe.
///
/// # Errors
/// `RuntimeError` when this build does not know it.
#[cfg(feature = "pools")]
fn make(recipe: &[u8]) -> Result<Arc<dyn Tasks>, Error> {
    let unknown = || Error::runtime("there is no such list: all processes must be of one build");
    let scenario = Scenario::decode(&crate::CATALOGUE, recipe).ok_or_else(unknown)?;
    let is_its = |row: &&(&str, MakeList)| row.0 == scenario.demo();
    let (_, make) = crate::pools::LISTS
        .iter()
        .find(is_its)
        .ok_or_else(unknown)?;
    Ok(make(&scenario))
}
