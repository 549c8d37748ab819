//! A bounded queue between two nodes.

use alloc::collections::VecDeque;
use alloc::rc::Rc;

use crate::metrics::EdgeFigures;
use crate::packet::Value;
use crate::payload::{SlotId, Stamp};
use crate::plan::{Bounds, Merge, Overflow};

/// A packet on an edge.
pub(crate) struct Item {
    pub body: Body,
    /// What it counts against the bounds in bytes.
    pub bytes: u32,
    pub timestamp: f64,
    /// Counts the packets of this edge from 0.
    pub sequence: u64,
    /// Counts the packets of the whole graph, in the order in which they were put.
    pub arrival: u64,
    pub metadata: Rc<str>,
    /// When it came here, by the host's clock.
    pub since: f64,
}

impl Item {
    pub(crate) fn stamp(&self) -> Stamp<'_> {
        Stamp { timestamp: self.timestamp, sequence: self.sequence, metadata: &self.metadata }
    }
}

/// What a packet carries.
pub(crate) enum Body {
    /// Seen by native nodes only.
    Value(Rc<Value>),
    /// Also seen outside.
    Slot(SlotId),
}

/// Who puts packets on an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Producer {
    Node(usize),
    /// An input of the graph.
    Input,
}

/// One edge, or one input of the graph.
pub(crate) struct Edge {
    pub from: Producer,
    pub to: usize,
    pub to_port: usize,
    /// The consumer runs in the engine.
    pub to_native: bool,
    pub merge: Merge,
    pub figures: EdgeFigures,
    queue: VecDeque<Item>,
    /// What one call gave out beyond the room. Its producer waits until this is empty.
    held: VecDeque<Item>,
    /// Of the queue.
    bytes: u64,
    bounds: Bounds,
    next_sequence: u64,
    is_closed: bool,
}

impl Edge {
    pub(crate) fn new(from: Producer, to: (usize, usize), to_native: bool, merge: Merge, bounds: Bounds) -> Self {
        Self {
            from,
            to: to.0,
            to_port: to.1,
            to_native,
            merge,
            figures: EdgeFigures::default(),
            queue: VecDeque::new(),
            held: VecDeque::new(),
            bytes: 0,
            bounds,
            next_sequence: 0,
            is_closed: false,
        }
    }

    /// Whether its producer may go on.
    #[inline]
    pub(crate) fn has_room(&self) -> bool {
        self.drops() || self.held.is_empty() && self.queue.len() < self.bounds.packets && self.bytes < self.bounds.bytes
    }

    /// Whether a packet of that size may come in now. One that is larger than the bound passes when
    /// it is alone.
    #[inline]
    pub(crate) fn takes(&self, bytes: u32) -> bool {
        self.drops() || self.held.is_empty() && self.fits(bytes)
    }

    /// Whether packets give way here when it is full.
    #[inline]
    pub(crate) fn drops(&self) -> bool {
        self.bounds.overflow != Overflow::Block
    }

    /// What gives way when it is full.
    pub(crate) fn overflow(&self) -> Overflow {
        self.bounds.overflow
    }

    #[inline]
    fn fits(&self, bytes: u32) -> bool {
        self.queue.is_empty()
            || self.queue.len() < self.bounds.packets && self.bytes + u64::from(bytes) <= self.bounds.bytes
    }

    /// Numbers the packet and puts it at the end. What has to give way for it, perhaps itself, goes to
    /// `dropped`.
    #[inline]
    pub(crate) fn put(&mut self, mut item: Item, mut dropped: impl FnMut(Item)) {
        item.sequence = self.next_sequence;
        self.next_sequence += 1;
        self.figures.packets += 1;
        if self.drops() && !self.fits(item.bytes) {
            if self.bounds.overflow == Overflow::DropNewest {
                self.figures.dropped += 1;
                return dropped(item);
            }
            while !self.fits(item.bytes) {
                let Some(oldest) = self.pop() else { break };
                self.figures.dropped += 1;
                dropped(oldest);
            }
        }
        if self.held.is_empty() && self.fits(item.bytes) {
            self.push(item);
        } else {
            self.held.push_back(item);
        }
    }

    /// The next packet, if one is there.
    #[inline]
    pub(crate) fn front(&self) -> Option<&Item> {
        self.queue.front()
    }

    /// Takes the next packet off.
    #[inline]
    pub(crate) fn take(&mut self) -> Option<Item> {
        let item = self.pop();
        while let Some(next) = self.held.front() {
            if !self.fits(next.bytes) {
                break;
            }
            if let Some(next) = self.held.pop_front() {
                self.push(next);
            }
        }
        item
    }

    /// No more packets will be put.
    pub(crate) fn close(&mut self) {
        self.is_closed = true;
    }

    /// Whether [`Edge::close`] was called.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Age of the next packet at `now`, in seconds.
    pub(crate) fn oldest_s(&self, now: f64) -> f64 {
        self.queue.front().map_or(0.0, |item| (now - item.since).max(0.0))
    }

    /// Takes out everything.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = Item> + '_ {
        self.bytes = 0;
        self.queue.drain(..).chain(self.held.drain(..))
    }

    #[inline]
    fn push(&mut self, item: Item) {
        self.bytes += u64::from(item.bytes);
        self.queue.push_back(item);
        self.figures.peak_queued = self.figures.peak_queued.max(self.queue.len());
    }

    #[inline]
    fn pop(&mut self) -> Option<Item> {
        let item = self.queue.pop_front()?;
        self.bytes -= u64::from(item.bytes);
        Some(item)
    }

    /// Packets and bytes in the queue.
    pub(crate) fn queued(&self) -> (usize, u64) {
        (self.queue.len(), self.bytes)
    }
}
