//! Argument tuples: `starmap` calls a function of several arguments with the parts of each item.

/// A function of as many arguments as the tuple `Args` has parts.
///
/// An item that is no tuple does not compile (Python: `TypeError: 'int' object is not iterable`), nor one with the wrong number of parts
/// (`TypeError: add() missing 1 required positional argument: 'b'`):
/// ```compile_fail,E0277
/// # use runtime::jobs::ThreadPool;
/// let add = |a: i64, b: i64| Ok(a + b);
/// ThreadPool::new(1).unwrap().starmap(add, [(1,), (2,)]);
/// ```
pub trait Spread<Args> {
    /// What it returns.
    type Output;
    /// Calls it.
    fn call(&self, arguments: Args) -> Self::Output;
}

macro_rules! spread {
    ($($($part:ident)+;)+) => {$(
        impl<F, R, $($part),+> Spread<($($part,)+)> for F
        where
            F: Fn($($part),+) -> R,
        {
            type Output = R;
            #[allow(non_snake_case)] // The parts are named as their types.
            fn call(&self, ($($part,)+): ($($part,)+)) -> R {
                self($($part),+)
            }
        }
    )+};
}

spread! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E G;
    A B C D E G H;
    A B C D E G H I;
    A B C D E G H I J;
    A B C D E G H I J K;
    A B C D E G H I J K L;
    A B C D E G H I J K L M;
}
