META
key;value
description;Stop bij de eerste die niet past
num_projects;3
num_votes;3
budget;10000
vote_type;approval
rule;greedy-no-skip
PROJECTS
project_id;cost;votes;name;selected
a;7000;3;First;1
b;4000;2;Does not fit;0
c;1000;1;Would fit;0
VOTES
voter_id;vote
1;a,b,c
2;a,b
3;a
