//! Communication between processes: pipes, queues, connections, shared numbers, a server with objects.

pub mod ipc_compare;
pub mod ipc_manager_kinds;
pub mod ipc_manager_list;
pub mod ipc_pipe;
pub mod ipc_queue;
pub mod ipc_socket;
pub mod ipc_value_array;
