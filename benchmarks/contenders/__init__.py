"""One module a contender: how it loads a graph and answers the questions in its best ways."""
