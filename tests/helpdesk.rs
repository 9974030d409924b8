//! Tickets on copies of real Orvale databases, and where there are none.

mod attachments;
mod authors;
mod called;
mod cards;
mod created;
mod deleted;
mod due;
mod handled;
mod history;
mod imported;
mod killed;
mod nobody;
mod returned;
mod rooms;
mod taken;
mod teams;
mod work;
