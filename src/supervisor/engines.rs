//! Engines by group of demos: which are here, and whose workers are kept between runs.

use super::fleet::{Fleet, Heard};
use super::load::{Engine, Loading};
use super::state::State;
use demos::Group;

impl State {
    /// Who is told what workers say.
    pub fn hear(&mut self, heard: Heard) {
        self.heard = Some(heard);
    }

    /// A demo of this group is open. Whether its engine must be loaded now.
    pub fn prepare(&mut self, group: Group) -> bool {
        self.wanted = Some(group);
        let engine = &mut self.engines[group as usize];
        let is_unasked = matches!(engine, Loading::Unasked);
        if is_unasked {
            *engine = Loading::Coming;
        } else {
            self.settle();
        }
        is_unasked
    }

    /// The engine of a group is compiled.
    pub fn loaded(&mut self, group: Group, engine: Engine) {
        self.engines[group as usize] = Loading::Here(engine);
        self.begin_next();
        self.settle();
    }

    /// The engine of a group could not be loaded: a run that waits for it will not come, and the next one tries again.
    pub fn not_loaded(&mut self, group: Group, id: &'static str, detail: &str) {
        self.engines[group as usize] = Loading::Unasked;
        if self
            .next
            .as_ref()
            .is_none_or(|(_, request, _)| request.group == group)
        {
            self.failed(id, detail);
        }
    }

    /// Between runs: keeps warm workers and memories for the demo that is open.
    pub(super) fn settle(&mut self) {
        let Some(group) = self
            .wanted
            .filter(|_| self.run.is_none() && self.next.is_none())
        else {
            return;
        };
        if self.man(group) {
            self.memories.warm_up();
            self.warm_up(self.kept());
            self.set_tick(0);
        }
    }

    /// From now on workers are of this group's engine; `false` when that is not here yet.
    pub(super) fn man(&mut self, group: Group) -> bool {
        let (Loading::Here(engine), Some(heard)) = (&self.engines[group as usize], &self.heard)
        else {
            return false;
        };
        self.fleet
            .get_or_insert_with(|| Fleet::new(engine.worker.clone(), heard.clone()))
            .serve(&engine.worker);
        true
    }
}
