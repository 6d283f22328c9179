"""A check without waiting: of a policy that has diagrams, by theories that have their answers at hand for nothing.

The result is the one of `check`. What is the same for every document (which clauses are asked first, their places among
the cells) is worked out once, and reasons when somebody reads them. Whatever is out of the ordinary (answers that
contradict the assumptions, one that must be waited for, one that takes another back) is left to `check`, which is given
what theories have said by then, so that nobody is asked twice.
"""
